/** Where the simulation and a recording differ. */
import { recordedTask } from './recorded.ts';
import { isOver, masked, type Seen, seenIn } from './seen.ts';
import { simulate } from './simulate.ts';

/** One difference: in which recording, what of it, what the real cluster said, and what the simulation. */
export interface Difference {
  readonly recording: string;
  readonly what: string;
  readonly recorded: string;
  readonly simulated: string;
}

/** What kubectl said of both. */
export interface Said {
  readonly get: string | undefined;
  readonly describe: string | undefined;
}

/**
 * All that differs between a recording and its simulation. A recording may end while its Jobs go on, and its nodes were slower by some seconds:
 * then the moment of the simulation counts that is most like its end.
 */
export async function differencesOf(folder: string, name: string): Promise<readonly Difference[]> {
  const task = await recordedTask(folder, name);
  const simulated = await simulate(task);
  const recorded = { ...seenIn(task.changes), get: task.get, describe: task.describe };
  const isWhole = Object.values(recorded.conditions).every(isOver);
  const until = (atMs: number) => {
    const changes = isWhole ? simulated.changes : simulated.changes.filter((change) => change.atMs <= atMs);
    return differencesBetween(name, { recorded, simulated: { ...simulated, ...seenIn(changes) } });
  };
  const all = LATENESS_MS.map((late) => until(task.endMs - late));
  return all.reduce((best, other) => (other.length < best.length ? other : best));
}

const LATENESS_MS = Array.from({ length: 13 }, (_, i) => i * 250);

/** All that differs between what was seen of two clusters. */
export function differencesBetween(
  recording: string,
  { recorded, simulated }: { readonly recorded: Seen & Said; readonly simulated: Seen & Said },
): readonly Difference[] {
  const differ = (what: string, one: string, other: string) =>
    one === other ? [] : [{ recording, what, recorded: one, simulated: other }];
  const jobs = Object.keys(recorded.conditions);
  return [
    ...differ('Jobs', jobs.join(', '), Object.keys(simulated.conditions).join(', ')),
    ...jobs.flatMap((job) => jobDifferences(job, { recorded, simulated }, differ)),
    ...eventDifferences(recorded, simulated, differ),
    ...textDifferences('kubectl get', recorded.get, simulated.get).map((one) => ({ recording, ...one })),
    ...textDifferences('kubectl describe', recorded.describe, simulated.describe).map((one) => ({ recording, ...one })),
  ];
}

type Differ = (what: string, one: string, other: string) => readonly Difference[];

function jobDifferences(
  job: string,
  { recorded, simulated }: { readonly recorded: Seen; readonly simulated: Seen },
  differ: Differ,
): readonly Difference[] {
  const [path, other] = [recorded.conditions[job] ?? [], simulated.conditions[job] ?? []];
  const isCut = !isOver(path);
  return [
    ...differ('conditions', path.join('; '), (isCut ? other.slice(0, path.length) : other).join('; ')),
    ...(isCut ? [] : differ('last status', recorded.statuses[job] ?? '', simulated.statuses[job] ?? '')),
    ...differ(
      'what the status showed',
      (recorded.phases[job] ?? []).join('; '),
      (simulated.phases[job] ?? []).join('; '),
    ),
    ...draftDifferences(recorded.drafts[job] ?? [], simulated.drafts[job] ?? [], differ),
    ...differ('pods', (recorded.pods[job] ?? []).join('; '), (simulated.pods[job] ?? []).join('; ')),
  ];
}

function draftDifferences(one: readonly string[], other: readonly string[], differ: Differ): readonly Difference[] {
  const [missing, added] = [without(one, other), without(other, one)];
  return differ('a new pod', missing.join('; '), added.join('; '));
}

function eventDifferences({ events: one }: Seen, { events: other }: Seen, differ: Differ): readonly Difference[] {
  const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])].toSorted();
  return keys.flatMap((key) =>
    differ(`event ${key}`, (one[key] ?? ['none']).join('; '), (other[key] ?? ['none']).join('; ')),
  );
}

/** Line by line, without what chance and the clock make; lines that both have are left out. */
function textDifferences(what: string, one: string | undefined, other: string | undefined) {
  if (one === undefined) return [];
  const [lines, others] = [linesOf(one), linesOf(other ?? '')];
  const [missing, added] = [without(lines, others), without(others, lines)];
  const count = Math.max(missing.length, added.length);
  return Array.from({ length: count }, (_, i) => ({
    what,
    recorded: missing[i] ?? 'nothing',
    simulated: added[i] ?? 'nothing',
  }));
}

function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .filter((line) => line !== '----')
    .map((line) => withoutTimes(masked(line)).replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '');
}

function withoutTimes(line: string): string {
  return line
    .replace(/\b(\d+[dhms])+\b( \(x(\d+) over (\d+[dhms])+\))?/g, (_, __, ___, times) =>
      times === undefined ? 'AGE' : `AGE x${times}`,
    )
    .replace(/\w{3}, \d\d \w{3} \d{4} [\d:]{8} [+-]\d{4}/g, 'TIME');
}

function without(lines: readonly string[], others: readonly string[]): readonly string[] {
  const left = new Map<string, number>();
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const count = left.get(line) ?? 0;
    if (count > 0) left.set(line, count - 1);
    return count === 0;
  });
}
