/** The streams of an exec request, as a container's processes know them. */
import type { ExecRequest } from '../api/exec-port.ts';
import { NULL_STREAM, type Stream, sink } from '../containers/processes/streams.ts';

/** Streams that live as long as the request. */
export interface ExecStreams {
  readonly stdin: Stream;
  readonly stdout: Stream;
  readonly stderr: Stream;
  /** Stops reading. */
  close(): void;
}

/** They begin to read when the command does. */
export function execStreams({ stdin, stdout, stderr, tty }: ExecRequest): ExecStreams {
  const iterator = stdin?.[Symbol.asyncIterator]();
  return {
    stdin: iterator ? input(iterator, tty) : NULL_STREAM,
    stdout: sink(stdout, tty),
    stderr: sink(stderr, tty),
    close: () => void iterator?.return?.(),
  };
}

function input(iterator: AsyncIterator<Uint8Array>, isTerminal: boolean): Stream {
  let left: Uint8Array | undefined;
  let isOver = false;
  return {
    isTerminal,
    async read(process, most) {
      while (!left?.length && !isOver) {
        const { value, done } = await process.block<IteratorResult<Uint8Array>>((tell) => {
          iterator.next().then(tell, () => tell({ value: undefined, done: true }));
          return () => {};
        });
        isOver = done === true;
        left = value;
      }
      if (!left?.length) return undefined;
      const piece = left.subarray(0, most);
      left = left.subarray(piece.length);
      return piece;
    },
    write: () => {},
  };
}
