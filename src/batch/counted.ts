/** A count with its noun: `1 pod`, `3 pods`, `2 indexes`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
