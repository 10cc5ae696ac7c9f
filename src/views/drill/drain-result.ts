/** What a drill showed, as text. */
import { finishTimeOf } from '../../batch/attempts.ts';
import { trueCondition } from '../../batch/conditions.ts';
import { firstFailure } from '../../batch/container-failure.ts';
import { counted } from '../../batch/counted.ts';
import type { Advice } from '../../batch/disruption/advice.ts';
import type { Replacement } from '../../batch/disruption/replacement.ts';
import { type Step, wholeSecondsFrom } from '../../batch/disruption/timeline.ts';
import { humanDuration, parseTime } from '../../batch/durations.ts';
import type {
  DrainPlan,
  DrillResult,
  RemainingPod,
  UndoOutcome,
  VictimResult,
} from '../../operations/drill/drain/request.ts';
import { type Sheet, section, sheetOf, wrap } from '../describe/sheet.ts';
import type { Page } from '../page.ts';
import { commandLine } from '../shell.ts';
import { renderStructured } from '../structured.ts';
import { styleFor } from '../style.ts';
import { table } from '../table.ts';
import { plain } from '../text.ts';
import { ruleText, verdictSentence, verdictWord } from './verdict.ts';

/** The verdict, each pod, the timeline, what to change; ends with a newline. */
export async function drainResultText(result: DrillResult, page: Page): Promise<string> {
  const sheet = sheetOf(page, undefined);
  const { verdict, before, after, victims, undo } = result;
  const word = verdictWord(verdict);
  const paint = word === 'PASS' ? sheet.style.green : word === 'FAIL' ? sheet.style.red : sheet.style.yellow;
  const several = victims.length > 1;
  return [
    `${paint(word)}  ${verdictSentence(verdict, before, after)}\n`,
    ...victims.map((victim) => victimText(victim, result, { several, sheet })),
    ...remainingLines(result),
    undoText(undo, result.plan),
    endText(result),
    section('Timeline', timelineText(result, page), sheet),
    ...(await advised(result, sheet)),
  ].join('');
}

/** A step as a line: `+10s  pod/x  created`. */
export function stepLine({ at, subject, text }: Step, zeroAt: number): string {
  return `${offsetText(wholeSecondsFrom(zeroAt, at))}  ${plain(subject)}  ${plain(text)}`;
}

/** Seconds from the eviction: `+10s`, `-1s`, `+2m3s`. */
function offsetText(seconds: number): string {
  return `${seconds < 0 ? '-' : '+'}${humanDuration(Math.abs(seconds) * 1000)}`;
}

function victimText(
  victim: VictimResult,
  { before, after }: DrillResult,
  { several, sheet }: { readonly several: boolean; readonly sheet: Sheet },
): string {
  const { last, verdict, notes, index } = victim;
  const rule = ruleText(verdict);
  const replacement = 'replacement' in verdict ? verdict.replacement : undefined;
  const why = verdict.kind === 'counted-as-success' ? verdict.because : '';
  const of = index === undefined ? '' : ` (index ${index})`;
  const rows: readonly (readonly [string, string])[] = [
    ['pod', `${last.metadata.name}${of} on ${last.nodeName ?? 'no node'} · ${fateText(victim)}`],
    ...(several ? [['verdict', verdictSentence(verdict, before, after)] as const] : []),
    ...(why === '' ? [] : [['why', why] as const]),
    ...(rule ? [rule] : []),
    ...(replacement ? [['replacement', replacementText(replacement)] as const] : []),
    ...notes.map((note) => ['note', note] as const),
  ];
  const width = Math.max(...rows.map(([label]) => label.length));
  const indent = width + 4;
  return rows
    .flatMap(([label, text]) =>
      wrap(plain(text), indent, sheet).map((line, i) => `${(i === 0 ? `  ${label}` : '').padEnd(indent)}${line}\n`),
    )
    .join('');
}

/** `evicted 12:03:04 · DisruptionTarget (EvictionByEvictionAPI) · Failed, exit code 137 (SIGKILL) in container "main" after 30s`. */
function fateText({ last, evictedAt }: VictimResult): string {
  if (evictedAt === undefined) return 'not evicted';
  const target = trueCondition(last.conditions, 'DisruptionTarget');
  const failure = firstFailure(last);
  const end = parseTime(finishTimeOf(last));
  const hasEnded = last.phase === 'Succeeded' || last.phase === 'Failed';
  const after =
    end === undefined || !hasEnded
      ? ''
      : ` after ${humanDuration(Math.max(0, wholeSecondsFrom(evictedAt, end)) * 1000)}`;
  return [
    `evicted ${clockTime(evictedAt)}`,
    target ? `DisruptionTarget (${target.reason})` : 'no DisruptionTarget condition',
    `${last.phase}${failure ? `, ${failure.text}` : ''}${after}`,
  ].join(' · ');
}

function replacementText({ pod, startedAt, afterMs, state }: Replacement): string {
  const backOff = afterMs !== undefined && afterMs >= BACK_OFF_MS ? ' (back-off)' : '';
  const came =
    afterMs === undefined || afterMs < 0
      ? 'created before it had ended'
      : `created ${humanDuration(afterMs)} later${backOff}`;
  const started = parseTime(startedAt);
  return `${pod.metadata.name} on ${pod.nodeName ?? 'no node'} · ${came}, ${state}${started === undefined ? '' : ` ${clockTime(started)}`}`;
}

/** The first back-off is of 10 s; the times of pods have whole seconds. */
const BACK_OFF_MS = 9000;

function clockTime(ms: number): string {
  return new Date(ms).toISOString().slice(11, 19);
}

/** Of a whole node: who is still there. */
function remainingLines({ remaining, plan }: DrillResult): readonly string[] {
  if (plan.scope !== 'whole-node') return [];
  const [late, planned] = [true, false].map((isLate) =>
    remaining.filter(({ why }) => (why === 'came-later') === isLate),
  );
  const gone = planned?.length === 0 ? ['  all evicted pods are gone from the node\n'] : [];
  return [
    ...gone,
    ...listed(planned ?? [], (count, were) => `still there: ${count} that ${were} to be evicted`),
    ...listed(late ?? [], (count) => `not evicted: ${count} that came to the node after the plan was made`),
  ];
}

function listed(pods: readonly RemainingPod[], title: (count: string, were: string) => string): readonly string[] {
  if (pods.length === 0) return [];
  const lines = pods.map((pod) => plainLine(`    ${pod.namespace}/${pod.name} ${becauseOf(pod)}`.trimEnd()));
  return [`  ${title(counted(pods.length, 'pod'), pods.length === 1 ? 'was' : 'were')}\n`, ...lines];
}

function becauseOf({ why, message }: RemainingPod): string {
  switch (why) {
    case 'not-gone':
    case 'not-evicted':
      return message || 'was still ending';
    case 'not-waited-for':
      return 'should be gone by now: not waited for';
    case 'came-later':
      return '';
  }
}

/** What became of the node. */
function undoText(undo: UndoOutcome, { node, leftovers }: DrainPlan): string {
  switch (undo.kind) {
    case 'untouched':
      return '';
    case 'uncordoned':
      return plainLine(`  node ${node} is as it was: uncordoned`);
    case 'left-cordoned': {
      const isLeftBy = undo.why === 'other-drill' && leftovers.some((left) => left.node === node);
      const restore = commandLine(['kubectl', 'job', 'drill', 'restore', node]);
      if (isLeftBy)
        return plainLine(`  node ${node} stays cordoned: a drill that is gone has left it so; ${restore} undoes it`);
      const why = undo.why === 'before' ? 'it was before' : 'another drill still holds it, and uncordons it';
      return plainLine(`  node ${node} stays cordoned: ${why}`);
    }
    case 'failed':
      return plainLine(
        `  node ${node} is still cordoned (${undo.message}); this undoes it: ${commandLine(undo.command)}`,
      );
  }
}

function plainLine(text: string): string {
  return `${/^ */.exec(text)?.[0] ?? ''}${plain(text)}\n`;
}

function endText({ jobEnd, after }: DrillResult): string {
  if (!jobEnd) return '';
  const why = [jobEnd.reason, jobEnd.message].filter(Boolean).join(': ');
  return plainLine(`  job ${after.metadata.name} is ${jobEnd.outcome} in the end: ${why}`);
}

function timelineText({ timeline, zeroAt }: DrillResult, page: Page): string {
  const dim = styleFor(page).dim;
  const rows = timeline.map(({ at, subject, text }) => [
    dim(offsetText(wholeSecondsFrom(zeroAt, at)).padStart(6)),
    plain(subject),
    plain(text),
  ]);
  return table(rows, page, { indent: 2, elastic: 20 });
}

/** Each piece of advice once, though several pods may call for it. */
async function advised({ victims }: DrillResult, sheet: Sheet): Promise<readonly string[]> {
  const distinct = new Map(victims.flatMap(({ advice }) => advice.map((one) => [one.text, one] as const)));
  return Promise.all([...distinct.values()].map((one) => adviceText(one, sheet)));
}

/** Why, and the YAML to paste. */
async function adviceText({ text, manifest, isMutable }: Advice, sheet: Sheet): Promise<string> {
  const anew = isMutable || !manifest ? '' : ' (the Job has to be made anew for it)';
  const yaml = manifest ? await renderStructured(manifest, { kind: 'yaml' }) : '';
  const lines = yaml.trimEnd().split('\n').filter(Boolean);
  return `${sheet.style.bold('To change:')} ${plain(text)}${anew}\n${lines.map((line) => `  ${line}\n`).join('')}`;
}
