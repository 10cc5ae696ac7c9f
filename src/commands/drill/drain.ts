import * as Flags from '@oclif/core/flags';
import { ClusterCommand } from '../../cli/cluster-command.ts';
import type { Session } from '../../cli/compose.ts';
import { consent } from '../../cli/consent.ts';
import {
  drainFlags,
  drillFlags,
  expectedVerdicts,
  positiveTimeout,
  refusalError,
  thisProcess,
} from '../../cli/drill-flags.ts';
import { exitCodeOf } from '../../cli/exit-codes.ts';
import { withOptionalValue } from '../../cli/optional-value.ts';
import { outputFlag, outputFormat, type PlainFormat } from '../../cli/output-flags.ts';
import { oneJob, oneJobArgs } from '../../cli/peers-flags.ts';
import { pieceWriter } from '../../cli/pieces.ts';
import { drillExit } from '../../operations/drill/drain/exit.ts';
import { planDrain } from '../../operations/drill/drain/plan.ts';
import type { DrainPlan, DrainRequest, DrillResult } from '../../operations/drill/drain/request.ts';
import { triedPlan } from '../../operations/drill/drain/try-requests.ts';
import { drainDrills } from '../../operations/drill/drain.ts';
import { ask, canAsk } from '../../terminal/question.ts';
import { drillOutput, drillsOutput, planOutput, planText } from '../../views/drill/drain.ts';
import { planQuestion } from '../../views/drill/drain-plan.ts';
import type { OutputFormat } from '../../views/structured.ts';

const FORMATS: readonly PlainFormat[] = ['json', 'yaml'];

/** `kubectl job drill drain`: what a disruption does to a Job. */
export default class DrillDrain extends ClusterCommand {
  static override summary = 'Evict a pod of a Job as a drain of its node would, and say what it does to the Job.';
  static override description = [
    "Takes a running pod of the Job (the one that has run for the shortest time, or by --index, --pod, --node), cordons its node, evicts this Job's pods there, watches what the Job makes of it, and leaves the node as it was: also when it fails, is interrupted, or loses the cluster. --evict-only leaves the node alone; --whole-node evicts everybody's pods, with kubectl drain's flags and refusals, and waits until all of them are gone.",
    'The verdict: held (not counted, and it runs again), counted, job-failed, index-failed, counted-as-success (it exited with 0: finished in its grace period, or cut short), no-replacement, inconclusive; with what to change in the manifest.',
    'While it lasts, the node says in the annotation kubectl-job/drill what was done to it; `drill restore` undoes what a killed drill has left. Exit codes: 0 the disruption was harmless (or, with --expect, as expected), 3 it was not, 124 time was up before anything could be said, or before a whole node was empty, 2 nothing was changed, 1 anything else.',
  ].join('\n\n');
  static override examples = [
    '<%= config.bin %> drill drain render --dry-run             # what would be done, and to whom',
    '<%= config.bin %> drill drain render --index 7 --yes',
    '<%= config.bin %> drill drain render --evict-only --yes --expect held || echo "the policy does not hold"',
    '<%= config.bin %> drill drain render --whole-node --ignore-daemonsets --delete-emptydir-data --yes',
    "<%= config.bin %> drill drain render --yes --repeat 3 -o jsonpath='{.items[*].verdict.kind}'",
  ];
  static override args = oneJobArgs;
  static override flags = {
    ...drainFlags,
    ...drillFlags,
    'dry-run': Flags.string({
      options: ['client', 'server'],
      helpValue: '[WHERE]',
      summary:
        'Print the plan, after all checks, and change nothing; server: the API server is asked what it would say.',
    }),
    output: outputFlag(FORMATS),
  };

  protected override async init(): Promise<void> {
    const isValue = (word: string) => word === 'client' || word === 'server';
    this.argv = withOptionalValue(this.argv, { flag: '--dry-run', absent: 'client', isValue });
    await super.init();
  }

  async run(): Promise<number> {
    const { args, flags } = await this.parse(DrillDrain);
    const expected = expectedVerdicts(flags.expect);
    const format = outputFormat(flags.output, FORMATS);
    const name = oneJob(args.name);
    const limits = {
      timeoutMs: flags.timeout === undefined ? undefined : positiveTimeout(flags.timeout, '--timeout'),
      undoMs: positiveTimeout(flags['undo-timeout'], '--undo-timeout'),
    };
    const session = await this.open(flags);
    const job = { name, namespace: session.cluster.namespace };
    const request: DrainRequest = { job, ...what(flags), ...limits, holder: thisProcess() };
    const planned = await planDrain(session.cluster, request, session.call);
    if (planned.kind === 'refused') throw refusalError(planned.refusal);
    const { plan } = planned;
    if (flags['dry-run']) return dryRun(session, { plan, request, asks: flags['dry-run'] === 'server' }, format);
    await session.terminal.err.write(planText(plan));
    await consent(planQuestion(plan), {
      yes: flags.yes,
      canAsk,
      ask: (question) => ask(question, session.call.signal),
    });
    const { results, stopped } = await drill(session, { plan, request }, format);
    return exitCodeOf(drillExit(results, expected, stopped));
  }
}

/** What of a request the flags say, limits and names apart. */
function what(flags: DrainFlagValues): Omit<DrainRequest, 'job' | 'timeoutMs' | 'undoMs' | 'holder'> {
  const grace = flags['grace-period'];
  return {
    wish: { index: flags.index, pod: flags.pod?.replace(/^pods?\//, ''), node: flags.node?.replace(/^nodes?\//, '') },
    scope: flags['whole-node'] ? 'whole-node' : flags['evict-only'] ? 'evict-only' : 'job',
    flags: {
      ignoreDaemonsets: flags['ignore-daemonsets'],
      deleteEmptydirData: flags['delete-emptydir-data'],
      force: flags.force,
      skipWaitForDeleteSeconds: flags['skip-wait-for-delete-timeout'] ?? 0,
    },
    podSelector: flags['pod-selector'],
    chunkSize: flags['chunk-size'],
    gracePeriodSeconds: grace < 0 ? undefined : grace,
    disableEviction: flags['disable-eviction'],
    repeat: flags.repeat,
    untilComplete: flags['until-complete'],
  };
}

interface DrainFlagValues {
  readonly index: number | undefined;
  readonly pod: string | undefined;
  readonly node: string | undefined;
  readonly 'pod-selector': string | undefined;
  readonly 'chunk-size': number | undefined;
  readonly 'skip-wait-for-delete-timeout': number | undefined;
  readonly 'grace-period': number;
  readonly repeat: number;
  readonly 'evict-only': boolean;
  readonly 'whole-node': boolean;
  readonly 'ignore-daemonsets': boolean;
  readonly 'delete-emptydir-data': boolean;
  readonly force: boolean;
  readonly 'disable-eviction': boolean;
  readonly 'until-complete': boolean;
}

async function dryRun(
  { cluster, terminal, call }: Session,
  { plan, request, asks }: { readonly plan: DrainPlan; readonly request: DrainRequest; readonly asks: boolean },
  format: OutputFormat,
): Promise<number> {
  const tried = asks ? await triedPlan(cluster, { plan, request }, call) : plan;
  await terminal.out.write(await planOutput(tried, format));
  return exitCodeOf('ok');
}

async function drill(
  { cluster, terminal, call }: Session,
  work: { readonly plan: DrainPlan; readonly request: DrainRequest },
  format: OutputFormat,
): Promise<{ readonly results: readonly DrillResult[]; readonly stopped: boolean }> {
  const view = {
    format,
    page: () => terminal.out.page,
    redraws: terminal.showsProgress,
    single: work.request.repeat === 1,
  };
  const piecesOf = drillOutput(view);
  const screen = pieceWriter(terminal);
  const results: DrillResult[] = [];
  let stopped: string | undefined;
  try {
    for await (const update of drainDrills(cluster, work, call)) {
      if (update.kind === 'ended') results.push(update.result);
      if (update.kind === 'stopped') stopped = update.refusal.reason;
      for (const piece of await piecesOf(update)) await screen.put(piece);
    }
  } catch (error) {
    stopped = error instanceof Error ? error.message : String(error);
    throw error;
  } finally {
    screen.clear();
    // Also when a later drill failed: those before it are not to be had again.
    if (results.length > 0) await terminal.out.write(await drillsOutput(results, { ...view, stopped }));
  }
  return { results, stopped: stopped !== undefined };
}
