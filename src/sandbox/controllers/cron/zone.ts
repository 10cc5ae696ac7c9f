/** Wall clocks of time zones, as Go's `time` package reckons with them. */

/** The parts of a moment on a wall clock; `month` 1 to 12, `weekday` 0 is Sunday. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly weekday: number;
}

/** A zone by its name in the IANA database; `UTC` costs nothing. */
export class Zone {
  readonly #format: Intl.DateTimeFormat | undefined;
  /** The last answer, which holds for the rest of its quarter of an hour: offsets change only at such moments. */
  #known: { readonly quarter: number; readonly offset: number } | undefined;

  /** Throws a RangeError for a zone that there is not. */
  constructor(name: string) {
    this.#format =
      name === 'UTC' || name === '' ? undefined : new Intl.DateTimeFormat('en-US', { ...PARTS, timeZone: name });
  }

  /** How far the wall clock is ahead of UTC at a moment, in milliseconds. */
  offsetAt(ms: number): number {
    if (!this.#format) return 0;
    const quarter = Math.floor(ms / QUARTER_MS);
    if (this.#known?.quarter !== quarter) this.#known = { quarter, offset: this.#offset(this.#format, ms) };
    return this.#known.offset;
  }

  /** What the wall clock shows at a moment. */
  wallTime(ms: number): WallTime {
    const date = new Date(ms + this.offsetAt(ms));
    return {
      year: date.getUTCFullYear(),
      month: date.getUTCMonth() + 1,
      day: date.getUTCDate(),
      hour: date.getUTCHours(),
      minute: date.getUTCMinutes(),
      second: date.getUTCSeconds(),
      weekday: date.getUTCDay(),
    };
  }

  /** The moment at which the wall clock shows this (`time.Date`): days and months may be beyond their ends; what is skipped or comes twice is decided as Go does. */
  moment(year: number, month: number, { day = 1, hour = 0, minute = 0, second = 0 }: Partial<WallTime> = {}): number {
    const asUtc = Date.UTC(year, month - 1, day, hour, minute, second);
    const first = this.offsetAt(asUtc);
    const guess = asUtc - first;
    const there = this.offsetAt(guess);
    return there === first ? guess : asUtc - there;
  }

  /** RFC 3339 in this zone. */
  print(ms: number): string {
    const offset = this.offsetAt(ms);
    const text = new Date(ms + offset).toISOString().slice(0, 19);
    if (!this.#format) return `${text}Z`;
    const minutes = Math.abs(offset) / 60_000;
    const two = (number: number) => String(Math.floor(number)).padStart(2, '0');
    return offset === 0 ? `${text}Z` : `${text}${offset < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
  }

  #offset(format: Intl.DateTimeFormat, ms: number): number {
    const whole = Math.floor(ms / 1000) * 1000;
    const part = (type: string) => Number(parts.find((one) => one.type === type)?.value ?? 0);
    const parts = format.formatToParts(whole);
    const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
    return shown - whole;
  }
}

const QUARTER_MS = 900_000;

const PARTS: Intl.DateTimeFormatOptions = {
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
};
