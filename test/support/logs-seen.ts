/** What reading logs told, as a test looks at it. */
import { textBounds } from '../../src/batch/log-lines.ts';
import { connect } from '../../src/cluster/connect.ts';
import type { LogEvent, LogLines, LogNotice } from '../../src/operations/logs/events.ts';
import { followLogs } from '../../src/operations/logs/follow.ts';
import { readLogs } from '../../src/operations/logs/read.ts';
import { noticeText } from '../../src/views/logs/notices.ts';
import { logsRequest } from './logs-request.ts';

/** What was seen. */
export interface Seen {
  /** `index#attempt text`, in the order in which lines came. */
  readonly lines: readonly string[];
  readonly notices: readonly LogNotice[];
  /** The notices as they are told. */
  readonly said: string;
  readonly end: Extract<LogEvent, { readonly kind: 'end' }> | undefined;
  /** All bytes of all texts. */
  readonly bytes: Buffer;
}

type Asked = Parameters<typeof logsRequest>[0] & {
  readonly signal?: AbortSignal;
  /** Called after each event with the lines so far, and the notices. */
  readonly seen?: (lines: readonly string[], notices: readonly LogNotice[]) => void;
};

/** Does each step once the line that it waits for has been seen; an empty one stands for the first event of all. */
export function whenSeen(
  ...steps: readonly (readonly [line: string, act: () => unknown])[]
): (lines: readonly string[]) => void {
  const left = [...steps];
  return (lines) => {
    const [next] = left;
    if (!next || (next[0] !== '' && !lines.includes(next[0]))) return;
    left.shift();
    next[1]();
  };
}

/** Reads what there is of `job` in `film`, or what was asked for, through this kubeconfig. */
export function readAll(kubeconfig: string, asked: Asked = {}): Promise<Seen> {
  return see(kubeconfig, asked, readLogs);
}

/** Follows it to its end. */
export function followAll(kubeconfig: string, asked: Asked = {}): Promise<Seen> {
  return see(kubeconfig, asked, followLogs);
}

async function see(kubeconfig: string, { signal, seen, ...asked }: Asked, read: typeof readLogs): Promise<Seen> {
  const cluster = await connect({ kubeconfig });
  const call = { signal: signal ?? AbortSignal.timeout(20_000) };
  const texts: Buffer[] = [];
  const lines: string[] = [];
  const notices: LogNotice[] = [];
  let end: Seen['end'];
  const take = ({ log, block }: LogLines) => {
    for (const line of block.starts.keys()) {
      const { from, to } = textBounds(block, line);
      lines.push(`${log.index}#${log.attempt} ${block.bytes.toString('utf8', from, to)}`);
      texts.push(Buffer.from(block.bytes.subarray(from, block.ends[line])));
    }
  };
  try {
    for await (const event of read(cluster, logsRequest({ jobs: ['job'], ...asked }), call)) {
      if (event.kind === 'lines') take(event);
      else if (event.kind === 'merged') for (const some of event.lines) take(some);
      else if (event.kind === 'notice') notices.push(event.notice);
      else end = event;
      seen?.(lines, notices);
    }
  } finally {
    cluster.close();
  }
  return { lines, notices, said: notices.map(noticeText).join(''), end, bytes: Buffer.concat(texts) };
}
