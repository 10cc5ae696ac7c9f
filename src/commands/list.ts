import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { ClusterCommand } from '../cli/cluster-command.ts';
import type { Session } from '../cli/compose.ts';
import { exitCodeOf } from '../cli/exit-codes.ts';
import { outputFlag, outputFormat, type PlainFormat } from '../cli/output-flags.ts';
import { STATUS_WORDS, statusFilter } from '../cli/status-flag.ts';
import { asUsage, usageError } from '../cli/user-error.ts';
import { type ListRequest, listJobs, watchJobs } from '../operations/list.ts';
import { orderBy, SORTABLE } from '../views/list-order.ts';
import {
  changeOutput,
  isTable,
  type ListFormat,
  listOutput,
  liveOutput,
  nothingFound,
  troubleText,
} from '../views/list-output.ts';

const FORMATS: readonly PlainFormat[] = ['wide', 'json', 'yaml', 'name'];

/** `kubectl job list`: Jobs with what kubectl shows, and how far they are, what failed, and why. */
export default class List extends ClusterCommand {
  static override aliases = ['ls'];
  static override summary = 'List Jobs: status, progress, what failed and why.';
  static override description =
    "Costs one list of Jobs, however many pods they have. STATUS is kubectl's word, or Backing off: pods have failed, and the Job counts none as active. FAILED counts pods; indexes stand in brackets: [3,7-9].";
  static override examples = [
    '<%= config.bin %> list                                    # this namespace',
    '<%= config.bin %> list -A --status failed,backing-off     # everywhere, in these states',
    '<%= config.bin %> list -l app=render --sort-by=age        # the youngest first',
    '<%= config.bin %> list -w                                 # redrawn as things change',
    `<%= config.bin %> list -o jsonpath='{range .items[*]}{.metadata.name}{"\\t"}{.summary.failedIndexes}{"\\n"}{end}'`,
  ];
  static override args = { name: Args.string({ hidden: true, multiple: true, ignoreStdin: true }) };
  static override flags = {
    selector: Flags.string({
      char: 'l',
      summary: 'Label selector: key=value, key!=value, key in (a,b), !key.',
      helpValue: 'SELECTOR',
    }),
    'field-selector': Flags.string({
      summary: 'Field selector, such as metadata.name=x or status.successful=1.',
      helpValue: 'SELECTOR',
    }),
    'all-namespaces': Flags.boolean({ char: 'A', summary: 'List the Jobs of all namespaces.' }),
    status: Flags.string({
      helpValue: 'STATE,...',
      summary: `Only Jobs in these states, separated by commas: ${STATUS_WORDS.join(', ')}.`,
      multiple: true,
      multipleNonGreedy: true,
    }),
    'sort-by': Flags.string({
      summary: `Order by a column (${SORTABLE.join(', ')}) or a JSONPath.`,
      helpValue: 'COLUMN|JSONPATH',
    }),
    watch: Flags.boolean({ char: 'w', summary: 'Go on and show changes as they come.' }),
    'no-headers': Flags.boolean({ summary: 'Leave out the headers.' }),
    output: outputFlag(FORMATS),
  };

  async run(): Promise<number> {
    const { flags, args } = await this.parse(List);
    if (args.name) throw unexpectedNames([args.name].flat());
    const sortBy = flags['sort-by'];
    const statuses = statusFilter(flags.status);
    const order = sortBy === undefined ? undefined : asUsage(() => orderBy(sortBy));
    const format: ListFormat = {
      output: outputFormat(flags.output, FORMATS, { noHeaders: flags['no-headers'] }),
      headers: !flags['no-headers'],
      allNamespaces: flags['all-namespaces'],
    };
    const session = await this.open(flags);
    const scope = {
      namespace: flags['all-namespaces'] ? undefined : session.cluster.namespace,
      ...(flags.selector === undefined ? {} : { labelSelector: flags.selector }),
      ...(flags['field-selector'] === undefined ? {} : { fieldSelector: flags['field-selector'] }),
    };
    const whole = !isTable(format) || sortBy !== undefined;
    return (flags.watch ? follow : once)(session, { scope, statuses, order, whole }, format);
  }
}

function unexpectedNames(names: readonly string[]) {
  const remedy = `'kubectl job describe ${names.join(' ')}' shows Jobs by their names; -l and --field-selector narrow a list.`;
  return usageError(`unexpected argument: ${names.join(' ')}`, remedy);
}

async function once({ cluster, terminal, call }: Session, request: ListRequest, format: ListFormat): Promise<number> {
  const rows = await listJobs(cluster, request, call);
  if (rows.length === 0 && isTable(format)) await terminal.err.write(nothingFound(request.scope.namespace));
  await terminal.out.write(await listOutput(rows, format, terminal.out.page));
  return exitCodeOf('ok');
}

async function follow(session: Session, request: ListRequest, format: ListFormat): Promise<number> {
  await (session.terminal.out.isTTY && isTable(format) ? redraw : append)(session, request, format);
  session.call.signal.throwIfAborted();
  return exitCodeOf('ok');
}

/** Ages grow, so the screen is drawn anew at least so often. */
const TICK_MS = 1000;

async function redraw({ cluster, terminal, call }: Session, request: ListRequest, format: ListFormat): Promise<void> {
  const live = terminal.live();
  const { namespace } = request.scope;
  try {
    for await (const update of watchJobs(cluster, { ...request, tickMs: TICK_MS }, call)) {
      live.show(liveOutput(update, format, { page: terminal.out.page, namespace }));
    }
  } finally {
    await live.done();
  }
}

async function append({ cluster, terminal, call }: Session, request: ListRequest, format: ListFormat): Promise<void> {
  const print = changeOutput(format, terminal.out.page);
  let troubled = false;
  for await (const { changed, trouble, first } of watchJobs(cluster, request, call)) {
    if (first && changed.length === 0 && isTable(format))
      await terminal.err.write(nothingFound(request.scope.namespace));
    if (trouble && !troubled) await terminal.err.write(`${troubleText(trouble)}\n`);
    troubled = trouble !== undefined;
    await terminal.out.write(await print(changed));
  }
}
