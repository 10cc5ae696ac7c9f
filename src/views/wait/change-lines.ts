/** Lines for pipes and logs: one a change, and not too many. */

/** A line, what makes it another one, and what makes it worth telling at once. */
export interface ChangeLine {
  readonly text: string;
  readonly key: string;
  readonly urgent: string;
}

/** So many milliseconds lie between two lines, unless the second is urgent. */
const BETWEEN_MS = 5000;

/**
 * A function that is given the line of each moment and gives back what to write of it: empty while nothing changed, or too soon after the last; what is held
 * back comes with a later moment, as it is then. A line that can never be urgent is not even made before its time. `clock` in milliseconds.
 */
export function changeLines(options: {
  readonly clock: () => number;
  readonly canBeUrgent: boolean;
}): (lineNow: () => ChangeLine) => string {
  let last: ChangeLine | undefined;
  let next = Number.NEGATIVE_INFINITY;
  return (lineNow) => {
    const isDue = options.clock() >= next;
    if (!isDue && !options.canBeUrgent) return '';
    const line = lineNow();
    const isUrgent = last?.urgent !== line.urgent;
    if (!isUrgent && (!isDue || last?.key === line.key)) return '';
    last = line;
    next = options.clock() + BETWEEN_MS;
    return line.text === '' ? '' : `${line.text}\n`;
  };
}
