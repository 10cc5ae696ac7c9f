/** Reads the fields of a scenario one by one, and collects what is wrong with them, so that all of it is told at once. */
import { parseGoDuration } from '../../batch/durations.ts';
import { parseIndexSelection } from '../../batch/index-selection.ts';
import type { Intervals } from '../../batch/indexes.ts';
import { isObject } from '../schema/decode.ts';

/** One object of a scenario. */
export class FieldReader {
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #place: string;
  readonly #problems: string[];
  readonly #known = new Set<string>();

  constructor(value: unknown, place: string, problems: string[]) {
    this.#fields = isObject(value) ? value : {};
    this.#place = place;
    this.#problems = problems;
    if (!isObject(value)) problems.push(`${place || 'the scenario'}: must be an object`);
  }

  /** Says what is wrong with a field. */
  wrong(name: string, why: string): undefined {
    this.#problems.push(`${this.#place === '' ? '' : `${this.#place}.`}${name}: ${why}`);
    return undefined;
  }

  /** The field as it stands. */
  raw(name: string): unknown {
    this.#known.add(name);
    return this.#fields[name];
  }

  /** The items of a list, each with its place; none where there is no such field. */
  list(name: string): readonly { readonly value: unknown; readonly place: string }[] {
    const value = this.raw(name);
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) {
      this.wrong(name, 'must be a list');
      return [];
    }
    const before = this.#place === '' ? '' : `${this.#place}.`;
    return value.map((item: unknown, i) => ({ value: item, place: `${before}${name}[${i}]` }));
  }

  text(name: string): string | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    return typeof value === 'string' && value !== '' ? value : this.wrong(name, 'must be a text');
  }

  flag(name: string): boolean | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    return typeof value === 'boolean' ? value : this.wrong(name, 'must be true or false');
  }

  /** Milliseconds of a duration like `90s`, or of a number of seconds. */
  duration(name: string): number | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    const ms =
      typeof value === 'number' ? value * 1000 : typeof value === 'string' ? parseGoDuration(value) : undefined;
    return ms !== undefined && ms >= 0 ? ms : this.wrong(name, 'must be a duration, such as 90s or 1m30s');
  }

  exitCode(name: string): number | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    const isCode = typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 255;
    return isCode ? value : this.wrong(name, 'must be a whole number from 0 to 255');
  }

  /** Numbers like `3`, `0-9,12`. */
  numbers(name: string): Intervals | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    const selection = parseIndexSelection(String(value));
    return selection.ok ? selection.intervals : this.wrong(name, selection.why);
  }

  /** Lines: a list of texts, or a text of several lines. */
  lines(name: string): readonly string[] | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    if (typeof value === 'string') return value.replace(/\n$/, '').split('\n');
    const isLines = Array.isArray(value) && value.every((line) => typeof line === 'string');
    return isLines ? value : this.wrong(name, 'must be a list of lines, or a text');
  }

  /** What is left is not known. */
  end(): void {
    for (const name of Object.keys(this.#fields)) {
      if (!this.#known.has(name)) this.wrong(name, `there is no such field; there are ${[...this.#known].join(', ')}`);
    }
  }
}
