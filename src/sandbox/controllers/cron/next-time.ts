/** When a schedule comes next (github.com/robfig/cron/v3, spec.go and constantdelay.go). Times are milliseconds since the epoch. */
import type { CronField, CronSchedule } from '../../validation/cron-jobs/cron-schedule.ts';
import type { Zone } from './zone.ts';

/** The next time after a moment, by the wall clock of a zone; undefined when none comes within five years. */
export function nextTime(schedule: CronSchedule, afterMs: number, zone: Zone): number | undefined {
  if (schedule.kind === 'every') return Math.floor(afterMs / 1000) * 1000 + schedule.ms;
  const [minutes, hours, days, months, weekdays] = schedule.fields;
  if (!minutes || !hours || !days || !months || !weekdays) return undefined;
  const search = new Search({ minutes, hours, days, months, weekdays }, afterMs, zone);
  return search.run();
}

interface Wanted {
  readonly minutes: CronField;
  readonly hours: CronField;
  readonly days: CronField;
  readonly months: CronField;
  readonly weekdays: CronField;
}

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const YEARS = 5;

/** Goes from field to field, the greatest first; where one wraps around, it begins anew. */
class Search {
  readonly #wanted: Wanted;
  readonly #zone: Zone;
  readonly #lastYear: number;
  #ms: number;
  /** Whether a field was moved: then all smaller ones began at their least. */
  #isMoved = false;

  constructor(wanted: Wanted, afterMs: number, zone: Zone) {
    this.#wanted = wanted;
    this.#zone = zone;
    this.#ms = Math.floor(afterMs / SECOND_MS) * SECOND_MS + SECOND_MS;
    this.#lastYear = this.#wall().year + YEARS;
  }

  run(): number | undefined {
    while (this.#wall().year <= this.#lastYear) {
      if (this.#month() && this.#day() && this.#hour() && this.#minute() && this.#second()) return this.#ms;
    }
    return undefined;
  }

  #wall() {
    return this.#zone.wallTime(this.#ms);
  }

  /** Each of these answers false when it has wrapped around. */
  #month(): boolean {
    while (!this.#wanted.months.values.has(this.#wall().month)) {
      const { year, month, ...rest } = this.#wall();
      this.#ms = this.#isMoved
        ? this.#zone.moment(year, month + 1, rest)
        : this.#zone.moment(year, month + 1, { day: 1 });
      this.#isMoved = true;
      if (this.#wall().month === 1) return false;
    }
    return true;
  }

  #day(): boolean {
    while (!this.#isDay()) {
      const { year, month, day, ...rest } = this.#wall();
      const from = this.#isMoved ? rest : {};
      this.#isMoved = true;
      this.#ms = this.#zone.moment(year, month, { ...from, day: day + 1 });
      this.#toMidnight();
      if (this.#wall().day === 1) return false;
    }
    return true;
  }

  /** Midnight may not be there on the day when clocks change. */
  #toMidnight(): void {
    const { hour } = this.#wall();
    if (hour === 0) return;
    this.#ms += (hour > 12 ? 24 - hour : -hour) * HOUR_MS;
  }

  #hour(): boolean {
    while (!this.#wanted.hours.values.has(this.#wall().hour)) {
      if (!this.#isMoved) {
        const { year, month, day, hour } = this.#wall();
        this.#isMoved = true;
        this.#ms = this.#zone.moment(year, month, { day, hour });
      }
      this.#ms += HOUR_MS;
      if (this.#wall().hour === 0) return false;
    }
    return true;
  }

  #minute(): boolean {
    while (!this.#wanted.minutes.values.has(this.#wall().minute)) {
      if (!this.#isMoved) this.#ms = Math.floor(this.#ms / MINUTE_MS) * MINUTE_MS;
      this.#isMoved = true;
      this.#ms += MINUTE_MS;
      if (this.#wall().minute === 0) return false;
    }
    return true;
  }

  #second(): boolean {
    while (this.#wall().second !== 0) {
      this.#isMoved = true;
      this.#ms += SECOND_MS;
      if (this.#wall().second === 0) return false;
    }
    return true;
  }

  /** Where both the day of the month and that of the week are limited, one of them is enough. */
  #isDay(): boolean {
    const { days, weekdays } = this.#wanted;
    const { day, weekday } = this.#wall();
    const [byDay, byWeekday] = [days.values.has(day), weekdays.values.has(weekday)];
    return days.isStar || weekdays.isStar ? byDay && byWeekday : byDay || byWeekday;
  }
}
