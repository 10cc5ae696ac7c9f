/**
 * Reads the notation of `types/`: a block a struct, its name first, then a line a field.
 *
 *     Container
 *       1 name string !
 *       6 ports []ContainerPort merge=containerPort map=containerPort,protocol
 *       10 livenessProbe ?Probe
 *       18 tty=TTY bool
 *
 * The number is the field's in protobuf, `2.6` the sixth of a struct that Go embeds as the second and JSON does not show; what has none is not
 * written there.
 * `?` a pointer, `[]` a list, `map[…]` a map by strings; `v1.Something` a string type of that name; `!` written even when empty;
 * `omitzero`; `merge`, `merge=KEY`, `retainKeys` of strategic merge patches; `set`, `map=KEYS`, `atomic` of server-side apply;
 * `default=VALUE`; `...Other` all fields of another struct. `tty=TTY`: the Go name, where it is not the JSON name with a capital.
 * Facts of Kubernetes 1.36, staging/src/k8s.io/api and pkg/apis.
 */
import type { Field, FieldType, ListType, PatchStrategy, SpecialType, StructType } from './field-types.ts';

/** Reads all structs of a text, by name. Throws for what is no such notation. */
export function parseStructs(text: string): ReadonlyMap<string, StructType> {
  const structs = new Map<string, StructType>();
  for (const block of text.split(/\n\s*\n/)) {
    const [head = '', ...lines] = block.trim().split('\n');
    const [name = '', ...flags] = head.split(' ');
    const fields = lines.flatMap((line) => parseLine(line.trim(), structs));
    const byName = new Map(fields.map((field) => [field.name, field]));
    if (name !== '') structs.set(name, { name, fields, byName, atomic: flags.includes('atomic') });
  }
  return structs;
}

const SPECIAL: ReadonlySet<string> = new Set<SpecialType>([
  'Time',
  'MicroTime',
  'Quantity',
  'IntOrString',
  'FieldsV1',
  'bytes',
]);

function parseLine(line: string, structs: ReadonlyMap<string, StructType>): readonly Field[] {
  const { numbers, rest } = parseNumbers(line);
  if (!rest.startsWith('...')) return [{ ...parseField(rest), numbers }];
  const included = structs.get(rest.slice(3));
  if (!included) throw new Error(`${line}: not known yet`);
  return included.fields.map((field) => ({ ...field, numbers: [...numbers, ...field.numbers] }));
}

function parseNumbers(line: string): { readonly numbers: readonly number[]; readonly rest: string } {
  const [, numbers, rest = line] = /^([\d.]+) (.*)$/.exec(line) ?? [];
  return { numbers: numbers?.split('.').map(Number) ?? [], rest };
}

function parseField(line: string): Omit<Field, 'numbers'> {
  const [names = '', typeText = '', ...flags] = line.split(' ');
  const [name = '', goName = name.charAt(0).toUpperCase() + name.slice(1)] = names.split('=');
  const optionOf = (flag: string) => flags.find((text) => text.startsWith(`${flag}=`))?.slice(flag.length + 1);
  return {
    name,
    goName,
    type: parseType(typeText),
    omitEmpty: !flags.includes('!'),
    omitZero: flags.includes('omitzero'),
    patch: parsePatch(flags, optionOf('merge')),
    list: parseList(flags, optionOf('map')),
    atomic: flags.includes('atomic'),
    default: optionOf('default'),
  };
}

function parseType(text: string): FieldType {
  if (text.startsWith('?')) return { kind: 'pointer', to: parseType(text.slice(1)) };
  if (text.startsWith('[]')) return { kind: 'list', of: parseType(text.slice(2)) };
  if (text.startsWith('map[')) return { kind: 'map', of: parseType(text.slice(4, -1)) };
  if (text === 'bool') return { kind: 'bool' };
  if (text === 'int32' || text === 'int64') return { kind: 'int', name: text };
  if (isSpecial(text)) return { kind: 'special', name: text };
  if (text === 'string' || text.includes('.')) return { kind: 'string', name: text };
  return { kind: 'struct', name: text };
}

function parsePatch(flags: readonly string[], mergeKey: string | undefined): PatchStrategy | undefined {
  const merges = mergeKey !== undefined || flags.includes('merge');
  return merges ? { mergeKey: mergeKey ?? '', retainKeys: flags.includes('retainKeys') } : undefined;
}

function parseList(flags: readonly string[], keys: string | undefined): ListType {
  if (keys !== undefined) return { as: 'map', keys: keys.split(',') };
  return { as: flags.includes('set') ? 'set' : 'atomic' };
}

function isSpecial(text: string): text is SpecialType {
  return SPECIAL.has(text);
}
