/** What `drill policy` writes. */
import { counted } from '../../batch/counted.ts';
import type { FailureOutcome } from '../../batch/policy/first-failure.ts';
import type { ObservedFailure } from '../../batch/policy/observed-failure.ts';
import type { Firing } from '../../batch/policy/scenarios.ts';
import type { PolicyResult, PolicyUpdate, Rehearsal } from '../../operations/drill/policy.ts';
import type { Page } from '../page.ts';
import { commandLine } from '../shell.ts';
import { isStructured, type OutputFormat, renderStructured } from '../structured.ts';
import { type Style, styleFor } from '../style.ts';
import { table } from '../table.ts';
import { plain } from '../text.ts';
import type { DrillPiece } from './drain.ts';

/** What to write of an update; results for programs come with the last. */
export async function policyPieces(
  update: PolicyUpdate,
  format: OutputFormat,
  page: Page,
): Promise<readonly DrillPiece[]> {
  switch (update.kind) {
    case 'rehearsed':
      return [{ kind: 'progress', text: `${update.done} of ${counted(update.of, 'scenario')} rehearsed` }];
    case 'not-deleted':
      return [
        { kind: 'notice', text: `${plain(`error: a copy could not be deleted: ${commandLine(update.command)}`)}\n` },
      ];
    case 'ended':
      return [
        {
          kind: 'result',
          text: isStructured(format)
            ? await renderStructured(policyObject(update.result), format)
            : policyText(update.result, page),
        },
      ];
  }
}

/** What is told before anything is made: a line each. */
export function policyWarnings(warnings: readonly string[]): string {
  return warnings.map((text) => `${plain(`warning: ${text}`)}\n`).join('');
}

/** The table and the findings. */
export function policyText(result: PolicyResult, page: Page): string {
  const style = styleFor(page);
  const headers = ['RULE', 'ACTION', 'FIRED BY', 'EXPECTED', 'OBSERVED', ''];
  const rows = result.rehearsals.map((rehearsal) => rowOf(rehearsal, style));
  const findings = result.findings.map(({ rule, severity, text }) => {
    const word = severity === 'never' ? style.red('never fires') : style.yellow('doubtful');
    return `rule ${rule}  ${word}  ${plain(text)}\n`;
  });
  return [
    table(rows, page, { headers }),
    findings.length === 0 ? '' : `${style.bold('Findings:')}\n`,
    ...findings.map((line) => `  ${line}`),
  ].join('');
}

/** The same as data (`JobPolicyDrill`, kubectl-job/v1): fields are added within this version, never changed. */
export function policyObject({ job, rehearsals, findings, warnings, left }: PolicyResult): object {
  const { name, namespace } = job.metadata;
  return {
    apiVersion: 'kubectl-job/v1',
    kind: 'JobPolicyDrill',
    metadata: { name, namespace },
    pass:
      rehearsals.every(({ kind }) => kind === 'as-expected' || kind === 'cannot-fire') &&
      findings.every(({ severity }) => severity !== 'never'),
    rehearsals: rehearsals.map(({ rule, action, firing, expected, observed, kind, message }) => ({
      ...(rule === undefined ? {} : { rule, action }),
      result: kind,
      ...(firing === undefined ? {} : { firedBy: firing }),
      ...(expected === undefined ? {} : { expected }),
      ...(observed === undefined ? {} : { observed }),
      ...(message === '' ? {} : { message }),
    })),
    findings,
    warnings,
    leftovers: left.map(commandLine),
  };
}

/** An outcome in a few words. */
function outcomeText(outcome: FailureOutcome | ObservedFailure): string {
  switch (outcome.kind) {
    case 'ignored':
      return 'not counted';
    case 'counted':
      return `counted, ${counted(outcome.retriesLeft, 'retry', 'retries')} left${outcome.of === 'index' ? ' for the index' : ''}`;
    case 'index-failed':
      return 'index failed';
    case 'job-failed':
      return `Job failed: ${plain(outcome.reason)}`;
    case 'other':
      return plain(outcome.message);
  }
}

function rowOf(
  { rule, action, firing, expected, observed, kind, message }: Rehearsal,
  style: Style,
): readonly string[] {
  return [
    rule === undefined ? 'none' : String(rule),
    plain(action),
    firing ? firingText(firing) : '',
    expected ? outcomeText(expected) : '',
    observed ? outcomeText(observed) : kind === 'cannot-fire' ? '' : plain(message),
    wordOf(kind, style),
  ];
}

function wordOf(kind: Rehearsal['kind'], style: Style): string {
  switch (kind) {
    case 'as-expected':
      return style.green('ok');
    case 'differs':
      return style.red('DIFFERS');
    case 'cannot-fire':
      return style.yellow('never');
    case 'not-seen':
      return style.red('NOT SEEN');
  }
}

function firingText(firing: Firing): string {
  const exit = `exit ${firing.code}${` in "${plain(firing.container)}"`}`;
  switch (firing.kind) {
    case 'exit':
      return exit;
    case 'evict':
      return `eviction, ${exit}`;
    case 'condition':
      return `condition ${plain(firing.condition.type)}=${plain(firing.condition.status)}, ${exit}`;
  }
}
