/**
 * What a path of kubectl's JSONPath finds (Kubernetes 1.36, client-go/util/jsonpath/jsonpath.go, with AllowMissingKeys as
 * `kubectl get` sets it): each step turns the values found so far into the next ones; a key that is missing finds nothing.
 */
import { type Step, TemplateError } from './jsonpath-syntax.ts';

/** All values of a path, in order. Throws `TemplateError` for a subscript outside its array and for values that cannot be compared. */
export function valuesOf(input: unknown, steps: readonly Step[]): readonly unknown[] {
  return steps.reduce<readonly unknown[]>((values, step) => apply(step, values), [input]);
}

/** Whether a value is a JSON object. */
export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function apply(step: Step, values: readonly unknown[]): readonly unknown[] {
  switch (step.kind) {
    case 'field':
      return values.map((value) => fieldOf(value, step.name)).filter((value) => value !== undefined);
    case 'wildcard':
      return values.flatMap(children);
    case 'recursive':
      return descendants(values);
    case 'literal':
      return [step.value];
    case 'index':
      return present(values).map((value) => elementOf(arrayOf(value), step.index));
    case 'slice':
      return present(values).flatMap((value) => sliceOf(arrayOf(value), step));
    case 'union':
      return step.branches.flatMap((branch) =>
        branch.reduce<readonly unknown[]>((found, next) => apply(next, found), values),
      );
    case 'filter':
      return present(values).flatMap((value) => filterable(value).filter((element) => passes(step, element)));
  }
}

function present(values: readonly unknown[]): readonly unknown[] {
  return values.filter((value) => value !== null && value !== undefined);
}

function fieldOf(value: unknown, name: string): unknown {
  return isMap(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function children(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return isMap(value) ? Object.values(value).filter((child) => child !== undefined) : [];
}

/** The values themselves and everything below them, as far as it has children of its own. */
function descendants(values: readonly unknown[]): readonly unknown[] {
  return values.flatMap((value) => {
    const below = children(value);
    return below.length === 0 ? [] : [value, ...descendants(below)];
  });
}

function arrayOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new TemplateError(`${goType(value)} is not array or slice`);
}

function filterable(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new TemplateError(`${goType(value)} is not array or slice and cannot be filtered`);
}

/** What Go calls the type of a decoded JSON value, for kubectl's own words. */
function goType(value: unknown): string {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return 'map[string]interface {}';
}

function elementOf(array: readonly unknown[], index: number): unknown {
  const at = index < 0 ? index + array.length : index;
  if (at < 0 || at >= array.length) throw outOfBounds(at, array.length);
  return array[at];
}

function sliceOf(array: readonly unknown[], slice: Extract<Step, { kind: 'slice' }>): readonly unknown[] {
  const from = fromEnd(slice.from ?? 0, array.length);
  const to = fromEnd(slice.to ?? array.length, array.length);
  const step = slice.step ?? 1;
  if (from === to) return [];
  if (from < 0 || from >= array.length) throw outOfBounds(from, array.length);
  if (to < 0 || to > array.length) throw outOfBounds(to - 1, array.length);
  if (from > to) throw new TemplateError(`starting index ${from} is greater than ending index ${to}`);
  if (step <= 0) throw new TemplateError('step must be > 0');
  return array.slice(from, to).filter((_, i) => i % step === 0);
}

function fromEnd(index: number, length: number): number {
  return index < 0 ? index + length : index;
}

function outOfBounds(index: number, length: number): TemplateError {
  return new TemplateError(`array index out of bounds: index ${index}, length ${length}`);
}

function passes(filter: Extract<Step, { kind: 'filter' }>, element: unknown): boolean {
  const left = valuesOf(element, filter.left);
  if (filter.operator === undefined) return left.length > 0;
  const right = valuesOf(element, filter.right);
  if (left.length === 0 || right.length === 0) return false;
  if (left.length > 1 || right.length > 1) throw new TemplateError('can only compare one element at a time');
  return compare(left[0], filter.operator, right[0]);
}

function compare(left: unknown, operator: string, right: unknown): boolean {
  if (typeof left !== typeof right || !isScalar(left) || !isScalar(right)) {
    throw new TemplateError('incompatible types for comparison');
  }
  switch (operator) {
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    default:
      return left >= right;
  }
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
