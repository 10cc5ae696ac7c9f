/** The cluster's own time, learned from the `Date` of its answers. */
export interface ServerClock {
  /** Milliseconds since the epoch; the local clock until the first answer. */
  now(): number;
  /** Takes in the `Date` header of an answer that came just now. */
  note(date: string | undefined): void;
}

/** What local time is measured with. */
export interface LocalTime {
  /** Milliseconds since the epoch; may be set wrong. */
  wall(): number;
  /** Milliseconds that only ever grow. */
  steady(): number;
}

/**
 * A clock that follows the cluster. A `Date` has whole seconds and is up to one second (and the way here) late, so of answers
 * that agree within a second the latest reading is kept: that comes nearest to the truth and never runs backwards.
 */
export function serverClock(local: LocalTime = { wall: Date.now, steady: () => performance.now() }): ServerClock {
  let ahead: number | undefined;
  return {
    now: () => (ahead === undefined ? local.wall() : local.steady() + ahead),
    note(date) {
      const told = date === undefined ? Number.NaN : Date.parse(date);
      if (Number.isNaN(told)) return;
      const reading = told - local.steady();
      const agrees = ahead !== undefined && Math.abs(reading - ahead) <= 1000;
      ahead = agrees ? Math.max(reading, ahead ?? reading) : reading;
    },
  };
}
