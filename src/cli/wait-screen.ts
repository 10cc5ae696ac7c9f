/** Where the output of `wait` goes: results, notices and lines of logs to stay, progress to be taken off again. */
import { gathered } from '../terminal/gathered.ts';
import type { Output, ProgressLine, Terminal } from '../terminal/streams.ts';
import type { LogsPiece } from '../views/logs.ts';
import type { WaitPiece } from '../views/wait.ts';

/** Puts pieces where they belong; progress makes room for what is to be kept. */
export interface WaitScreen {
  put(piece: WaitPiece): Promise<void>;
  log(piece: LogsPiece): Promise<void>;
  /** Takes progress off, and resolves when all is written. */
  close(): Promise<void>;
}

/** A screen on this terminal; lines of logs go to `logs`. `single`: one Job, whose progress has a spinner. */
export function waitScreen(
  terminal: Terminal,
  { single, logs }: { readonly single: boolean; readonly logs: Output },
): WaitScreen {
  const lines = gathered(logs);
  let progress: ProgressLine | undefined;
  const clear = () => {
    progress?.stop();
    progress = undefined;
  };
  return {
    async put({ kind, text }) {
      if (kind !== 'progress') {
        clear();
        await lines.flush();
        await (kind === 'result' ? terminal.out : terminal.err).write(text);
      } else if (progress) progress.update(text);
      else progress = single ? terminal.progress(text) : terminal.progressRows(text);
    },
    async log(piece) {
      clear();
      if (piece.kind === 'bytes') return lines.write(piece.bytes);
      await lines.flush();
      if (piece.kind === 'text') await logs.write(piece.text);
      else if (piece.kind === 'notice') await terminal.err.write(piece.text);
    },
    async close() {
      clear();
      await lines.flush();
    },
  };
}
