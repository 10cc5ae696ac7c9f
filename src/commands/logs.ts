import * as Flags from '@oclif/core/flags';
import { ClusterCommand } from '../cli/cluster-command.ts';
import type { Session } from '../cli/compose.ts';
import { exitCodeOf } from '../cli/exit-codes.ts';
import { AS_MERGE, keepHeapSmall } from '../cli/frugal-heap.ts';
import {
  logAmountFlags,
  logSelectionFlags,
  logTargetFlags,
  logViewFlags,
  withOptionalLogValues,
} from '../cli/log-flags.ts';
import { amongOf, logAmount, logSelection, logShape, needsStamps } from '../cli/log-options.ts';
import { openSpill } from '../cli/log-spill.ts';
import { cronTargetArgs, targetOf } from '../cli/target.ts';
import { usageError } from '../cli/user-error.ts';
import type { LogsRequest } from '../operations/logs/request.ts';
import { logs, logsOutcome } from '../operations/logs.ts';
import { gathered } from '../terminal/gathered.ts';
import { readInput } from '../terminal/input.ts';
import { type LogsEnd, type LogsView, logsOutput } from '../views/logs.ts';

/** `kubectl job logs`. */
export default class Logs extends ClusterCommand {
  static override summary = 'Every line of every pod of a Job, once, in an order you can read.';
  static override description = [
    'Pods that have ended come by index, attempt and time; with -f lines come as they are written, from new pods, retries and restarted containers too, until the Job has ended. A stream that breaks off is picked up where it was left.',
    'What could not be had (pods that are deleted, logs that were rotated away, containers that never started) is said once, on standard error.',
  ].join('\n\n');
  static override examples = [
    '<%= config.bin %> logs render-frames',
    '<%= config.bin %> logs sweep --index 0-15:4,20 --failed     # some indexes, what failed of them',
    '<%= config.bin %> logs sweep -f --exit-code                 # until it ends; 3 if it fails',
    '<%= config.bin %> logs cronjob/nightly --tail-total 100',
    '<%= config.bin %> logs -l jobgroup=example --sort time --timestamps',
    '<%= config.bin %> logs etl -o jsonl | jq -r .line',
  ];
  static override args = cronTargetArgs;
  static override flags = {
    follow: Flags.boolean({ char: 'f', summary: 'Go on until the Job has ended.' }),
    ...logTargetFlags,
    ...logSelectionFlags,
    ...logAmountFlags,
    ...logViewFlags,
    'max-streams': Flags.integer({
      helpValue: 'N',
      summary: 'So many logs are read at once; the others queue.',
      default: 50,
      min: 1,
    }),
    'max-log-requests': Flags.integer({ hidden: true, min: 1 }),
    'exit-code': Flags.boolean({ summary: 'Exit with 3 if the Job failed, with 4 if it was deleted.' }),
  };

  protected override async init(): Promise<void> {
    this.argv = withOptionalLogValues(this.argv);
    await super.init();
  }

  async run(): Promise<number> {
    const { args, flags } = await this.parse(Logs);
    if (flags.follow && flags.sort !== undefined)
      throw usageError('--sort cannot be used with -f: lines come as they are written');
    if (flags.follow && flags.previous) throw usageError('--previous cannot be used with -f: that run has ended');
    const wanted = { selection: logSelection(flags), amount: logAmount(flags) };
    const shape = logShape(flags);
    const session = await this.open(flags);
    const { signal } = session.call;
    const input = { names: args.name ?? [], flags, namespace: session.cluster.namespace, cronJobs: true };
    const target = await targetOf({ ...input, readInput: () => readInput(signal) });
    const request = {
      ...{
        ...wanted,
        target,
        allJobs: flags['all-jobs'],
        follow: flags.follow,
        stamps: needsStamps(shape),
        order: flags.sort ?? 'index',
      },
      ...{
        maxStreams: flags['max-log-requests'] ?? flags['max-streams'],
        maxPods: flags['max-pods'],
        spill: openSpill,
      },
    };
    const view = {
      ...shape,
      among: request.allJobs ? 'Jobs' : amongOf(target),
      ...pageOf(session, flags.ansi || flags.output !== undefined),
    };
    if (request.order === 'time') keepHeapSmall(AS_MERGE);
    const end = await write(session, request, view);
    return exitCodeOf(logsOutcome(end, { ofJobs: flags['exit-code'] }));
  }
}

async function write({ cluster, terminal, call }: Session, request: Wanted, view: LogsView): Promise<LogsEnd> {
  const out = gathered(terminal.out);
  let end: LogsEnd | undefined;
  for await (const piece of logsOutput(logs(cluster, request, call), view)) {
    if (piece.kind === 'bytes') await out.write(piece.bytes);
    else await out.flush();
    if (piece.kind === 'text') await terminal.out.write(piece.text);
    else if (piece.kind === 'notice') await terminal.err.write(piece.text);
    else if (piece.kind === 'end') end = piece.end;
    call.signal.throwIfAborted();
  }
  call.signal.throwIfAborted();
  if (!end) throw new Error('logs ended without saying so');
  return end;
}

type Wanted = LogsRequest & { readonly follow: boolean };

/** On a terminal nothing goes through that it would act on, unless somebody says so. */
function pageOf({ terminal: { out } }: Session, through: boolean) {
  return { colour: out.page.colour, harmless: out.isTTY && !through };
}
