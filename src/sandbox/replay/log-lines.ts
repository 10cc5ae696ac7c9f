/** Which lines of a log a request wants, and how they are printed (Kubernetes 1.36, staging/src/k8s.io/cri-client/pkg/logs/logs.go). */
import type { LogRequest } from '../api/log-source.ts';
import type { RecordedLine } from './recorded-lines.ts';

/** The time (milliseconds since the epoch) that lines must not be older than; `sinceTime` counts in whole seconds, as it travels to the kubelet. */
export function sinceMs(request: Pick<LogRequest, 'sinceSeconds' | 'sinceTime'>, nowMs: number): number {
  if (request.sinceSeconds !== undefined) return nowMs - request.sinceSeconds * 1000;
  if (request.sinceTime === undefined) return Number.NEGATIVE_INFINITY;
  return Math.floor(Date.parse(request.sinceTime) / 1000) * 1000;
}

/** The last `count` lines; all without a count. The kubelet takes the tail before it looks at times. */
export function tailOf(lines: readonly RecordedLine[], count: number | undefined): readonly RecordedLine[] {
  return count === undefined ? lines : lines.slice(Math.max(0, lines.length - count));
}

/** A line's bytes, after its time if wanted. */
export function printLine(line: RecordedLine, timestamps: boolean): Uint8Array {
  return timestamps && line.timestamp !== ''
    ? Buffer.concat([Buffer.from(`${line.timestamp} `), line.text])
    : line.text;
}

/** Ends after `limit` bytes, in the middle of a line if need be. */
export async function* cutTo(limit: number | undefined, chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let left = limit ?? Number.POSITIVE_INFINITY;
  for await (const chunk of chunks) {
    yield chunk.length > left ? chunk.subarray(0, left) : chunk;
    left -= chunk.length;
    if (left <= 0) return;
  }
}
