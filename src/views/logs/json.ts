/** Lines of logs as JSON. */
import { type LogBlock, stampOf, textBounds } from '../../batch/log-lines.ts';
import type { ContainerLog } from '../../batch/log-selection.ts';
import { escapeUnsafe } from '../text.ts';

/** One object a line of text, in one line each, as `-o jsonl` writes them. */
export function jsonLines(log: ContainerLog, block: LogBlock): readonly string[] {
  const { namespace, job, pod, container, index, attempt, run, node } = log;
  const about = { namespace, job, pod, container, ...(index === undefined ? {} : { index }), attempt, run, node };
  return block.starts.map((_, line) => {
    const stamp = stampOf(block, line);
    const goesOn = block.goesOn && line === block.starts.length - 1;
    return escapeUnsafe(
      JSON.stringify({
        ...about,
        ...(stamp === '' ? {} : { timestamp: stamp }),
        ...textFields(block, line),
        // The next object of this container goes on with the same line.
        ...(goesOn ? { goesOn } : {}),
      }),
    );
  });
}

/** The text; and where it is no UTF-8, its bytes too. */
function textFields(block: LogBlock, line: number): { readonly line: string; readonly base64?: string } {
  const { from, to } = textBounds(block, line);
  const bytes = block.bytes.subarray(from, to);
  try {
    return { line: STRICT.decode(bytes) };
  } catch {
    return { line: bytes.toString('utf8'), base64: bytes.toString('base64') };
  }
}

const STRICT = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
