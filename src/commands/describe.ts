import * as Flags from '@oclif/core/flags';
import { ClusterCommand } from '../cli/cluster-command.ts';
import type { Session } from '../cli/compose.ts';
import { type ExitKind, exitCodeOf } from '../cli/exit-codes.ts';
import { withOptionalValue } from '../cli/optional-value.ts';
import { outputFlag, outputFormat, type PlainFormat } from '../cli/output-flags.ts';
import { type Target, targetArgs, targetFlags, targetOf } from '../cli/target.ts';
import { usageError } from '../cli/user-error.ts';
import { ALL_INDEXES, looksLikeIndexes, rowSelection } from '../operations/describe/row-selection.ts';
import { watchDescriptions } from '../operations/describe/watch.ts';
import { describe } from '../operations/describe.ts';
import type { RowSelection } from '../operations/describe-result.ts';
import { readInput } from '../terminal/input.ts';
import { describeOutput, type Piece } from '../views/describe/output.ts';
import { watchOutput } from '../views/describe/watch.ts';
import type { DescribeView } from '../views/describe.ts';
import { nothingFound } from '../views/list-output.ts';
import type { OutputFormat } from '../views/structured.ts';

const FORMATS: readonly PlainFormat[] = ['wide', 'json', 'yaml', 'name'];

/** `kubectl job describe`. */
export default class Describe extends ClusterCommand {
  static override summary = 'Show how Jobs stand: progress, every index, why pods failed, and what to do next.';
  static override description = [
    'Everything that `kubectl describe job` tells, and what it leaves out: failed, running and retrying indexes, conditions and reasons, policies with what they have matched, why pods do not start, when the next try comes.',
    'A Job that completed costs two requests, whatever its size. `-o json` and `-o yaml` write a documented object (apiVersion kubectl-job/v1) with every figure.',
  ].join('\n\n');
  static override examples = [
    '<%= config.bin %> describe render-frames -n film          # how it stands, and what to do',
    '<%= config.bin %> describe job/sweep --indexes --failed   # a line per failed index',
    '<%= config.bin %> describe job/sweep --indexes 0-15:4     # every attempt of 0, 4, 8, 12',
    '<%= config.bin %> describe sweep --grid -w                # a map of all indexes, live',
    "<%= config.bin %> describe -A -l app=etl -o jsonpath='{.items[*].status.word}'",
  ];
  static override args = targetArgs;
  static override flags = {
    ...targetFlags,
    indexes: Flags.string({
      summary: 'A line for each index; with SPEC (3, 0-9, 0-15:4) for each attempt of those.',
      helpValue: '[SPEC]',
    }),
    failed: Flags.boolean({ summary: 'A line for each index that failed or is tried again.' }),
    running: Flags.boolean({ summary: 'A line for each index that runs.' }),
    grid: Flags.boolean({ summary: 'A map of all indexes, a cell for several where they do not fit.' }),
    template: Flags.boolean({ summary: 'The whole pod template as YAML.' }),
    'max-width': Flags.integer({
      summary: 'Cut lists of indexes to N characters, with a count of the rest.',
      min: 1,
      helpValue: 'N',
    }),
    watch: Flags.boolean({
      char: 'w',
      summary: 'Redraw as things change, until all Jobs have finished; in a pipe, a line a change.',
    }),
    output: outputFlag(FORMATS),
  };

  protected override async init(): Promise<void> {
    this.argv = withOptionalValue(this.argv, { flag: '--indexes', absent: ALL_INDEXES, isValue: looksLikeIndexes });
    await super.init();
  }

  async run(): Promise<number> {
    const { args, flags } = await this.parse(Describe);
    const selection = rowSelection(flags);
    if (!selection.ok) throw usageError(`--indexes: ${selection.why}`);
    const view = {
      grid: flags.grid,
      template: flags.template,
      maxWidth: flags['max-width'],
      rows: selection.rows !== undefined,
    };
    const format = outputFormat(flags.output, FORMATS);
    const session = await this.open(flags);
    const input = { names: args.name ?? [], flags, namespace: session.cluster.namespace };
    const target = await targetOf({ ...input, readInput: () => readInput(session.call.signal) });
    const asked: Asked = { session, target, rows: selection.rows, format, view };
    return exitCodeOf(flags.watch ? await watch(asked) : await show(asked));
  }
}

interface Asked {
  readonly session: Session;
  readonly target: Target;
  readonly rows: RowSelection | undefined;
  readonly format: OutputFormat;
  readonly view: DescribeView;
}

async function show({ session, target, rows, ...options }: Asked): Promise<ExitKind> {
  const { cluster, terminal, call } = session;
  const described = describe(cluster, target, { rows, byPrefix: true, ...call });
  return write(session, describeOutput(described, { ...options, ...outputOf(target), page: terminal.out.page }));
}

async function watch({ session, target, rows, ...options }: Asked): Promise<ExitKind> {
  const { cluster, terminal, call } = session;
  const tickMs = terminal.out.isTTY ? 1000 : undefined;
  const moments = watchDescriptions(cluster, target, { rows, tickMs, atMostEveryMs: 250, ...call });
  const page = () => terminal.out.page;
  const pieces = watchOutput(moments, { ...options, ...outputOf(target), page, redraws: terminal.out.isTTY });
  const kind = await write(session, pieces);
  call.signal.throwIfAborted();
  return kind;
}

/** Writes pieces where they belong, as they come; something that went wrong is told, and decides the exit code. */
async function write({ terminal }: Session, pieces: AsyncIterable<Piece>): Promise<ExitKind> {
  const live = terminal.live();
  let kind: ExitKind = 'ok';
  try {
    for await (const piece of pieces) {
      if (piece.kind === 'screen') live.show(piece.text);
      else await (piece.kind === 'result' ? terminal.out : terminal.err).write(piece.text);
      if (piece.kind === 'error') kind = 'error';
    }
  } finally {
    await live.done();
  }
  return kind;
}

function outputOf(target: Target): { readonly single: boolean; readonly nothing: string } {
  if (target.kind === 'names') return { single: target.jobs.length === 1, nothing: '' };
  return { single: false, nothing: nothingFound(target.namespace) };
}
