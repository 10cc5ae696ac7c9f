import * as Flags from '@oclif/core/flags';
import { ClusterCommand } from '../cli/cluster-command.ts';
import type { Session } from '../cli/compose.ts';
import { exitCodeHelp, exitCodeOf } from '../cli/exit-codes.ts';
import { waitExpression, waitTimeout } from '../cli/for-flag.ts';
import { amongOf } from '../cli/log-options.ts';
import { outputFlag, outputFormat, type PlainFormat } from '../cli/output-flags.ts';
import { allFlag, cronTargetArgs, type Target, targetFlags, targetOf } from '../cli/target.ts';
import { waitScreen } from '../cli/wait-screen.ts';
import { exitSoFar, propagatedExitCode, waitExit } from '../operations/wait/exit.ts';
import type { WaitRequest, WaitUpdate } from '../operations/wait/result.ts';
import { waitNews } from '../operations/wait/with-logs.ts';
import { OutputClosed } from '../terminal/ending.ts';
import { readInput } from '../terminal/input.ts';
import type { Output } from '../terminal/streams.ts';
import { logsText } from '../views/logs.ts';
import type { OutputFormat } from '../views/structured.ts';
import { findValues } from '../views/wait/find-values.ts';
import { waitOutput } from '../views/wait.ts';

const FORMATS: readonly PlainFormat[] = ['json', 'yaml', 'name'];

/** A server that starts anew is back by then; whoever mistyped its address does not want to wait for longer. */
const FIRST_ANSWER_MS = 30_000;

/** `kubectl job wait`. */
export default class Wait extends ClusterCommand {
  static override summary = 'Wait until Jobs have ended, whichever way, and say which.';
  static override description = [
    'Ends when the Job does: also when it failed, and when it is gone (its events may still tell how it ended). A failed Job is explained in place. One watch a namespace, no polling; it goes on through lost connections and servers that are away. With selectors it waits for the Jobs that they find when it begins, whatever becomes of their labels.',
    '--for takes: finished (the default: complete or failed), complete, failed, started, suspended, resumed, ready (all pods that run at a time) or ready=N, succeeded=N, indexes=0-4,7 (these are completed), delete, create, condition=TYPE[=STATUS], jsonpath={PATH}[=VALUE]. Commas mean or; --for given twice means and. What cannot come true any more ends the wait.',
    `Exit codes; 0 is for every Job Complete where the end is waited for, 1 also for what cannot come true though nothing failed:\n${exitCodeHelp()}`,
  ].join('\n\n');
  static override examples = [
    '<%= config.bin %> wait render-frames --timeout=2h',
    '<%= config.bin %> wait job/sweep --for=indexes=0-99 && kubectl job describe sweep',
    '<%= config.bin %> wait --all --any                        # the first that ends',
    '<%= config.bin %> wait cronjob/nightly --propagate        # exit as its container did',
    '<%= config.bin %> wait sweep --logs --timeout=1h          # every line, and then how it ended',
    "<%= config.bin %> wait -f job.yaml --wait-for-creation -o jsonpath='{.result}'",
  ];
  static override args = cronTargetArgs;
  static override flags = {
    ...targetFlags,
    ...allFlag,
    for: Flags.string({
      summary: 'What to wait for; commas: or, repeated: and (default finished).',
      helpValue: 'CONDITION',
      multiple: true,
      multipleNonGreedy: true,
    }),
    timeout: Flags.string({
      helpValue: 'DURATION',
      summary:
        'How long to wait: 30s, 2h; 0 looks once, negative is a week. Default: without limit for what the end of a Job decides, else 30s.',
    }),
    any: Flags.boolean({ summary: 'Return when the first of the Jobs has come to it.' }),
    'fail-early': Flags.boolean({
      summary:
        'Return as soon as the end is decided (FailureTarget, SuccessCriteriaMet), before the last pods have ended.',
    }),
    'wait-for-creation': Flags.boolean({
      summary: 'Wait for Jobs that are not there yet; with a selector, for the first that comes.',
    }),
    propagate: Flags.boolean({ summary: "When a Job failed, exit with its failing container's own code." }),
    logs: Flags.boolean({
      summary: 'Show the logs while it waits, as kubectl job logs -f does; results come after the last line.',
    }),
    'log-lines': Flags.integer({
      summary: 'Last lines of the log of a failed pod, one pod per cause; 0: none. Default: 10, with --logs 0.',
      helpValue: 'N',
      min: 0,
    }),
    output: outputFlag(FORMATS),
  };

  async run(): Promise<number> {
    const { args, flags } = await this.parse(Wait);
    const until = waitExpression(flags.for);
    const format = outputFormat(flags.output, FORMATS);
    const how = {
      until,
      timeoutMs: waitTimeout(flags.timeout, until),
      any: flags.any,
      early: flags['fail-early'],
      forCreation: flags['wait-for-creation'],
      firstAnswerMs: FIRST_ANSWER_MS,
      logLines: flags['log-lines'] ?? (flags.logs ? 0 : 10),
      logs: flags.logs,
      find: findValues,
    };
    const session = await this.open(flags);
    const input = { names: args.name ?? [], flags, namespace: session.cluster.namespace, cronJobs: true };
    const target = await targetOf({ ...input, readInput: () => readInput(session.call.signal) });
    return wait(session, { ...how, target }, { format, propagate: flags.propagate });
  }
}

type Wanted = WaitRequest & { readonly target: Target; readonly logs: boolean };

async function wait(
  { cluster, terminal, call }: Session,
  request: Wanted,
  { format, propagate }: { readonly format: OutputFormat; readonly propagate: boolean },
): Promise<number> {
  const single = isSingle(request.target);
  const piecesOf = waitOutput({
    format,
    single,
    until: request.until,
    timeoutMs: request.timeoutMs,
    namespace: cluster.namespace,
    redraws: terminal.showsProgress,
    page: () => terminal.err.page,
    clock: () => performance.now(),
  });
  // Lines go where results go, unless these are for a program to read.
  const logs = format.kind === 'text' ? terminal.out : terminal.err;
  const logPiece = logsText(logsView(logs, request));
  const screen = waitScreen(terminal, { single, logs });
  let last: WaitUpdate | undefined;
  try {
    for await (const news of waitNews(cluster, request, call)) {
      if (news.kind === 'wait') last = news.update;
      // Nobody is left to be told how things stand.
      if (isUnread(call.signal)) continue;
      if (news.kind === 'log') await screen.log(logPiece(news.event));
      else for (const piece of await piecesOf(news.update)) await screen.put(piece);
    }
  } finally {
    await screen.close();
  }
  if (last?.kind !== 'ended') throw new Error('a wait ended without saying so');
  const isCutShort = isUnread(call.signal) && last.by === 'interrupted';
  const exit = isCutShort ? exitSoFar(last.results, request) : waitExit(last, request);
  if (exit === 'interrupted' || (request.logs && !isUnread(call.signal))) call.signal.throwIfAborted();
  return (propagate && exit === 'failed' ? propagatedExitCode(last.results) : undefined) ?? exitCodeOf(exit);
}

/** Whether standard output was closed: the exit code is all that somebody may still look at. */
function isUnread({ reason }: AbortSignal): boolean {
  return reason instanceof OutputClosed;
}

function logsView(out: Output, { target }: Wanted) {
  const shape = { prefix: 'auto', timestamps: undefined, template: undefined } as const;
  return { ...shape, among: amongOf(target), colour: out.page.colour, harmless: out.isTTY };
}

function isSingle(target: Target): boolean {
  return target.kind === 'names' && target.jobs.length + target.cronJobs.length === 1;
}
