/** Labels, selectors, annotations, quantities: `key=value`, in the order of the map. */
export function pairs(map: Readonly<Record<string, string>>, between = '='): readonly string[] {
  return Object.entries(map).map(([key, value]) => `${key}${between}${value}`);
}
