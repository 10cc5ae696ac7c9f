/** Signals: their names, numbers, and what they do by default (signal(7)). */

/** Numbers by name, without SIG. */
export const SIGNALS: Readonly<Record<string, number>> = {
  HUP: 1,
  INT: 2,
  QUIT: 3,
  ABRT: 6,
  KILL: 9,
  USR1: 10,
  SEGV: 11,
  USR2: 12,
  PIPE: 13,
  ALRM: 14,
  TERM: 15,
  CHLD: 17,
  CONT: 18,
  STOP: 19,
  TSTP: 20,
  TTIN: 21,
  TTOU: 22,
  URG: 23,
  WINCH: 28,
};

/** The number that a word names: `TERM`, `SIGTERM`, `15`; undefined for others. */
export function signalNumber(word: string): number | undefined {
  const name = word.toUpperCase().replace(/^SIG/, '');
  if (Object.hasOwn(SIGNALS, name)) return SIGNALS[name];
  const number = /^\d+$/.test(word) ? Number(word) : Number.NaN;
  return number === 0 || Object.values(SIGNALS).includes(number) ? number : undefined;
}

/** The name of a number, without SIG. */
export function signalName(number: number): string {
  return Object.keys(SIGNALS).find((name) => SIGNALS[name] === number) ?? String(number);
}

/** Those that do nothing to a process that has said nothing about them (or would stop it, which no process here does). */
export const HARMLESS: ReadonlySet<number> = new Set([17, 18, 19, 20, 21, 22, 23, 28]);
