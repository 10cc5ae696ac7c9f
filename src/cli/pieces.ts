/** Putting pieces of output where they belong. */
import type { ProgressLine, Terminal } from '../terminal/streams.ts';

/** For standard output, for standard error to keep, or what takes the place of the last progress. */
export interface Piece {
  readonly kind: 'result' | 'notice' | 'progress';
  readonly text: string;
}

/** Writes pieces; progress makes room for what is to be kept, and is shown only on a terminal. */
export function pieceWriter(terminal: Terminal): { put(piece: Piece): Promise<void>; clear(): void } {
  let progress: ProgressLine | undefined;
  const clear = () => {
    progress?.stop();
    progress = undefined;
  };
  const put = async ({ kind, text }: Piece) => {
    if (kind !== 'progress') {
      clear();
      await (kind === 'result' ? terminal.out : terminal.err).write(text);
    } else if (progress) progress.update(text);
    else progress = terminal.progress(text);
  };
  return { put, clear };
}
