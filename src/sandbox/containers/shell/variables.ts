/** A shell's variables. */

/** One variable. */
export interface Variable {
  readonly value: string | ReadonlyMap<number, string> | ReadonlyMap<string, string>;
  readonly kind: 'text' | 'list' | 'map';
  readonly isExported?: boolean;
  readonly isReadOnly?: boolean;
  readonly isInteger?: boolean;
}

/** Thrown where a variable must not be changed. */
export class ReadOnlyVariable extends Error {
  constructor(name: string) {
    super(`${name}: readonly variable`);
    this.name = 'ReadOnlyVariable';
  }
}

/** The variables of a shell, those of its functions among them. */
export class Variables {
  readonly #all: Map<string, Variable>;
  /** For each function that runs, what its local names stood for outside. */
  readonly #hidden: Map<string, Variable | undefined>[] = [];
  /** Lists and maps that no subshell has part of: they may be changed in place. */
  readonly #own = new Set<ReadonlyMap<number | string, string>>();
  /** Told how many more bytes are held. */
  readonly #hold: (bytes: number) => void;

  constructor(hold: (bytes: number) => void, all: ReadonlyMap<string, Variable> = new Map()) {
    this.#hold = hold;
    this.#all = new Map(all);
  }

  /** The same, for a subshell. */
  copy(): Variables {
    this.#own.clear();
    return new Variables(this.#hold, this.#all);
  }

  get(name: string): Variable | undefined {
    return this.#all.get(name);
  }

  names(): readonly string[] {
    return [...this.#all.keys()].sort();
  }

  /** The text of a variable; the first element of a list. */
  text(name: string): string | undefined {
    const variable = this.#all.get(name);
    if (!variable) return undefined;
    if (typeof variable.value === 'string') return variable.value;
    const value: ReadonlyMap<number | string, string> = variable.value;
    return value.get(variable.kind === 'list' ? 0 : '0');
  }

  /** The elements of a variable in their order; a text is a list of one. */
  elements(name: string): readonly (readonly [key: string, value: string])[] {
    const variable = this.#all.get(name);
    if (!variable) return [];
    if (typeof variable.value === 'string') return [['0', variable.value]];
    const value: ReadonlyMap<number | string, string> = variable.value;
    const entries = [...value].map(([key, text]) => [key, text] as const);
    if (variable.kind === 'list') entries.sort(([a], [b]) => Number(a) - Number(b));
    return entries.map(([key, text]) => [String(key), text]);
  }

  /** Gives a variable a text; of a list, its first element. Throws `ReadOnlyVariable`. */
  set(name: string, text: string): void {
    const before = this.#all.get(name);
    if (before?.kind === 'list' || before?.kind === 'map')
      this.setElement(name, before.kind === 'list' ? 0 : '0', text);
    else this.#put(name, { ...before, kind: 'text', value: text });
  }

  /** Sets one element; a variable that is none becomes a list. */
  setElement(name: string, key: number | string, text: string): void {
    const before = this.#all.get(name);
    if (before?.isReadOnly) throw new ReadOnlyVariable(name);
    const isMap = before?.kind === 'map';
    const known = before && typeof before.value !== 'string' && this.#own.has(before.value) ? before.value : undefined;
    if (!known) this.setAll(name, isMap ? 'map' : 'list', this.elements(name));
    const { value } = this.#all.get(name) ?? {};
    if (!(value instanceof Map)) return;
    const at = isMap ? String(key) : Number(key);
    const replaced = value.get(at);
    this.#hold(text.length - (replaced?.length ?? -ELEMENT_BYTES));
    value.set(at, text);
  }

  /** The key after the last one of a list. */
  nextKey(name: string): number {
    const { value } = this.#all.get(name) ?? {};
    if (!(value instanceof Map)) return value === undefined ? 0 : 1;
    let last = -1;
    if (value.has(value.size - 1)) return value.size;
    for (const key of value.keys()) last = Math.max(last, Number(key));
    return last + 1;
  }

  /** Replaces a variable by a list or a map. */
  setAll(name: string, kind: 'list' | 'map', entries: readonly (readonly [number | string, string])[]): void {
    const before = this.#all.get(name);
    const value =
      kind === 'list'
        ? new Map(entries.map(([key, text]) => [Number(key), text]))
        : new Map(entries.map(([key, text]) => [String(key), text]));
    this.#own.add(value);
    this.#put(name, { ...before, kind, value });
  }

  /** Notes something about a variable, which is made where there is none. */
  mark(name: string, marks: Partial<Pick<Variable, 'isExported' | 'isReadOnly' | 'isInteger'>>): void {
    const before = this.#all.get(name) ?? { kind: 'text', value: '' };
    this.#all.set(name, { ...before, ...marks });
  }

  /** Takes a variable, or one element of it, away. Throws `ReadOnlyVariable`. */
  unset(name: string, key?: string): void {
    const before = this.#all.get(name);
    if (!before) return;
    if (before.isReadOnly) throw new ReadOnlyVariable(name);
    if (key === undefined) {
      this.#hold(-sizeOf(before));
      this.#all.delete(name);
      return;
    }
    const left = this.elements(name).filter(([at]) => at !== key);
    this.setAll(name, before.kind === 'map' ? 'map' : 'list', left);
  }

  /** A function begins. */
  enter(): void {
    this.#hidden.push(new Map());
  }

  /** A function ends: its local names stand again for what they stood for. */
  leave(): void {
    for (const [name, before] of this.#hidden.pop() ?? []) {
      if (before) this.#all.set(name, before);
      else this.#all.delete(name);
    }
  }

  /** Makes a name local to the function that runs; false where none does. */
  makeLocal(name: string): boolean {
    const hidden = this.#hidden.at(-1);
    if (!hidden) return false;
    if (!hidden.has(name)) hidden.set(name, this.#all.get(name));
    this.#all.delete(name);
    return true;
  }

  /** What a program is given. */
  exported(): Record<string, string> {
    const env: Record<string, string> = {};
    for (const [name, { isExported, value }] of this.#all)
      if (isExported && typeof value === 'string') env[name] = value;
    return env;
  }

  #put(name: string, after: Variable): void {
    const before = this.#all.get(name);
    if (before?.isReadOnly) throw new ReadOnlyVariable(name);
    this.#hold(sizeOf(after) - (before ? sizeOf(before) : 0));
    this.#all.set(name, after);
  }
}

function sizeOf({ value }: Variable): number {
  if (typeof value === 'string') return value.length;
  let sum = 0;
  for (const text of value.values()) sum += text.length + ELEMENT_BYTES;
  return sum;
}

const ELEMENT_BYTES = 16;
