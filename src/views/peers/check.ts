/** What `peers check` shows: who sees whom, as a matrix where that fits, and why the others do not. */
import { counted } from '../../batch/counted.ts';
import { humanDuration, msBetween } from '../../batch/durations.ts';
import { abbreviateIndexes, indexesOf } from '../../batch/indexes.ts';
import { type CheckTarget, type PairVerdict, sinceOf } from '../../batch/peers/check-verdict.ts';
import { indexHostname } from '../../batch/peers/peer-names.ts';
import type { CheckResult, CheckRow, Unasked } from '../../operations/peers/check-result.ts';
import type { Page } from '../page.ts';
import { type Style, styleFor } from '../style.ts';
import { table } from '../table.ts';
import { plain } from '../text.ts';

/** The screen. */
export function checkText(result: CheckResult, page: Page): string {
  const style = styleFor(page);
  const lines = [...unaskedLines(result), ...groupsOf(result).map((group) => groupLine(group, result, style))];
  const why = lines.length === 0 ? '' : `\n${lines.map((line) => `${line}\n`).join('')}`;
  return `${matrix(result, page)}${summaryOf(result, style)}\n${why}`;
}

/** The question before the first debug container is added. */
export function addQuestion(job: string, image: string): string {
  return `Add a debug container (${plain(image)}) to the pods of job.batch/${plain(job)} that cannot be asked otherwise? It stays in them until they end.`;
}

/** The line while it runs. */
export function checkProgress({
  asked,
  pods,
  pairs,
  well,
}: {
  readonly asked: number;
  readonly pods: number;
  readonly pairs: number;
  readonly well: number;
}): string {
  return `asking ${counted(pods, 'pod')}: ${asked} answered, ${well} of ${counted(pairs, 'pair')} well`;
}

/** `9 of 9 pairs` and what that means. */
function summaryOf({ pairs, well, port }: Pick<CheckResult, 'pairs' | 'well' | 'port'>, style: Style): string {
  const what = port === undefined ? 'resolve' : `resolve and connect to port ${port}`;
  const text = `${well} of ${counted(pairs, 'pair')} ${what}.`;
  return well === pairs && pairs > 0 ? style.green(text) : style.red(text);
}

/** Pairs that failed alike: the same target, the same verdict. */
export interface FailureGroup {
  readonly target: CheckTarget;
  readonly verdict: PairVerdict;
  /** The indexes that do not see it. */
  readonly from: readonly number[];
}

/** All failures, by their targets. */
export function groupsOf({ rows, targets }: CheckResult): readonly FailureGroup[] {
  const asked = rows.filter((row) => row.kind === 'asked');
  return targets.flatMap((target, column) => {
    const groups = new Map<string, { verdict: PairVerdict; from: number[] }>();
    for (const row of asked) {
      const verdict = row.verdicts[column];
      if (!verdict || verdict.kind === 'ok') continue;
      const key = JSON.stringify(verdict);
      const group = groups.get(key) ?? { verdict, from: [] };
      group.from.push(row.index);
      groups.set(key, group);
    }
    return [...groups.values()].map(({ verdict, from }) => ({ target, verdict, from }));
  });
}

/** Why a pair failed, as the rest of a sentence that begins with the target's name. */
export function verdictText(verdict: PairVerdict, { peer }: CheckTarget, port: number | undefined): string {
  const ip = peer?.pod.ip ?? '';
  switch (verdict.kind) {
    case 'ok':
      return 'is found';
    case 'unresolved':
      return UNRESOLVED[verdict.why];
    case 'stale':
      return `resolves to ${verdict.addresses.join(', ')}, which is not its pod${ip === '' ? '' : ` (${ip})`}: an answer from before, remembered until it expires`;
    case 'full-name-only':
      return 'resolves by its full name alone: the pod that looks does not search its own namespace (dnsPolicy, dnsConfig)';
    case 'refused':
      return `resolves, and refuses connections to port ${port}: nothing listens there`;
    case 'silent':
      return `resolves, and does not answer on port ${port}: a NetworkPolicy or a firewall, or it is not there any more`;
    case 'unanswered':
      return 'was not come to: the check in the pod was cut off';
  }
}

const UNRESOLVED: Readonly<Record<Extract<PairVerdict, { readonly kind: 'unresolved' }>['why'], string>> = {
  'no-pod': 'does not resolve: it has no pod yet',
  completed: 'does not resolve: it has completed, and its pod is gone',
  failed: 'does not resolve: it has failed, and its pod is gone',
  ended: 'does not resolve: its pod has ended',
  'no-address': 'does not resolve: its pod has no address yet',
  'not-ready': 'does not resolve: its pod is not ready, and its Service names ready pods only',
  'wrong-name': "does not resolve: there is no such name (see 'kubectl job peers' for why)",
  'not-published': 'does not resolve: its address is in no EndpointSlice yet',
  unread: 'does not resolve: whether it is published cannot be seen (the EndpointSlices may not be read)',
  'negative-cache':
    'does not resolve, though the DNS server knows its address: «no such name» was answered before it was there, and is remembered (for up to 30s)',
  'unknown-to-dns':
    'does not resolve, though it is published: the DNS server does not know it yet, or goes by answers from before',
};

/** Why a pod could not be asked. */
export function unaskedText(why: Unasked): string {
  switch (why.kind) {
    case 'no-shell':
      return 'its container has no shell (sh) to ask from: --image IMAGE adds one that has';
    case 'no-resolver':
      return 'its container has nothing that looks names up (getent, python3, nslookup, ping): --image IMAGE adds one that has';
    case 'no-connector':
      return 'its container has nothing that connects (nc, bash with timeout, python3): --image IMAGE adds one that has';
    case 'error':
      return `it could not be asked: ${why.message}`;
  }
}

/** More columns than this are no picture any more. */
const MOST_COLUMNS = 50;

function matrix(result: CheckResult, page: Page): string {
  const { rows, targets } = result;
  const style = styleFor(page);
  const columns = targets.length <= MOST_COLUMNS ? targets.map(({ index }) => String(index)) : [];
  const width = Math.max(1, ...columns.map((column) => column.length));
  const heads = columns.map((column) => column.padStart(width)).join(' ');
  const cells = rows.map((row) => {
    const sees =
      row.kind === 'asked' ? `${row.verdicts.filter(({ kind }) => kind === 'ok').length}/${targets.length}` : '-';
    const marks = columns.map((_, i) => markOf(row, i, { width, page, style })).join(' ');
    return [String(row.index), plain(row.pod ?? '<none>'), sees, ...(columns.length > 0 ? [marks] : [])];
  });
  const headers = ['FROM', 'POD', 'SEES', ...(columns.length > 0 ? [heads] : [])];
  return table(cells, page, { headers, droppable: [1] });
}

function markOf(
  row: CheckRow,
  column: number,
  { width, page, style }: { readonly width: number; readonly page: Page; readonly style: Style },
): string {
  const blank = ' '.repeat(width - 1);
  if (row.kind !== 'asked') return `${blank}${style.dim('-')}`;
  const verdict = row.verdicts[column]?.kind ?? 'unanswered';
  if (verdict === 'ok') return `${blank}${style.green(page.unicode ? '✓' : '+')}`;
  return `${blank}${style.red(MARKS[verdict])}`;
}

/** x: no such name; s: another address; f: the full name alone; r: refused; t: timed out; ?: not come to. */
const MARKS: Readonly<Record<Exclude<PairVerdict['kind'], 'ok'>, string>> = {
  unresolved: 'x',
  stale: 's',
  'full-name-only': 'f',
  refused: 'r',
  silent: 't',
  unanswered: '?',
};

function groupLine({ target, verdict, from }: FailureGroup, result: CheckResult, style: Style): string {
  const { peerJob } = result.peers;
  const name = `${indexHostname(peerJob.name, target.index)}.${peerJob.subdomain ?? ''}`;
  const mark = verdict.kind === 'ok' ? '' : style.red(MARKS[verdict.kind]);
  const asked = result.rows.filter(({ kind }) => kind === 'asked').length;
  const whom = from.length === asked ? 'all' : abbreviateIndexes(indexesOf(from), 40);
  return `${mark} ${plain(name)} ${plain(verdictText(verdict, target, result.port))}${sinceText(target, verdict, result.now)}. From: ${whom}`;
}

function sinceText(target: CheckTarget, verdict: PairVerdict, now: number): string {
  if (verdict.kind === 'unresolved' && verdict.why === 'wrong-name') return '';
  const ms = msBetween(sinceOf(target, verdict), now);
  if (ms === undefined || ms < 0) return '';
  return `; ${SINCE[sinceKind(target, verdict)](humanDuration(ms))}`;
}

const SINCE = {
  ended: (time: string) => `it ended ${time} ago`,
  created: (time: string) => `it was created ${time} ago`,
  unready: (time: string) => `it has not been ready for ${time}`,
  ready: (time: string) => `it has been ready for ${time}`,
};

function sinceKind({ peer }: CheckTarget, verdict: PairVerdict): keyof typeof SINCE {
  if (peer?.pod.finishedAt !== undefined) return 'ended';
  if (verdict.kind === 'unresolved' && verdict.why === 'no-address') return 'created';
  return peer?.pod.ready ? 'ready' : 'unready';
}

/** Pods that run and could not be asked, those with the same reason together. */
function unaskedLines({ rows }: CheckResult): readonly string[] {
  const reasons = new Map<string, number[]>();
  for (const row of rows) {
    if (row.kind !== 'unasked') continue;
    const text = unaskedText(row.why);
    reasons.set(text, [...(reasons.get(text) ?? []), row.index]);
  }
  return [...reasons].map(([text, indexes]) => `- ${abbreviateIndexes(indexesOf(indexes), 40)}: ${plain(text)}`);
}
