/** What is wrong with a recording, told so that its author can mend it. */

/** A place in a file; lines count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** Thrown for a recording that is missing, unreadable or broken. Its message begins with `FILE:LINE:` where a line is to blame. */
export class RecordingError extends Error {
  readonly kind = 'RecordingError';

  constructor(why: string, place?: Place) {
    super(place ? placed(why, place) : why);
    this.name = 'RecordingError';
  }
}

/** A sentence about a line. */
export function placed(what: string, { file, line }: Place): string {
  return `${file}:${line}: ${what}`;
}
