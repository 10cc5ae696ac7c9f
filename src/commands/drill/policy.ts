import * as Flags from '@oclif/core/flags';
import type { Job } from '../../batch/objects.ts';
import { ClusterCommand } from '../../cli/cluster-command.ts';
import { openDisposable, readJob } from '../../cli/compose.ts';
import { consent, yesFlag } from '../../cli/consent.ts';
import { drillFlags, positiveTimeout, refusalError, thisProcess } from '../../cli/drill-flags.ts';
import { exitCodeOf } from '../../cli/exit-codes.ts';
import { manifestJob, namespaceFor } from '../../cli/manifest.ts';
import { outputFlag, outputFormat, type PlainFormat } from '../../cli/output-flags.ts';
import { oneJob, oneJobArgs } from '../../cli/peers-flags.ts';
import { pieceWriter } from '../../cli/pieces.ts';
import { usageError } from '../../cli/user-error.ts';
import type { Call, Cluster } from '../../cluster/port.ts';
import { unknownWarning } from '../../operations/drill/drain/permissions.ts';
import { policyExit } from '../../operations/drill/policy/exit.ts';
import { rehearsalPermissions } from '../../operations/drill/policy/permissions.ts';
import { type PolicyRequest, type PolicyResult, policyDrill } from '../../operations/drill/policy.ts';
import { readInput } from '../../terminal/input.ts';
import { ask, canAsk } from '../../terminal/question.ts';
import { openTerminal } from '../../terminal/streams.ts';
import { policyPieces, policyWarnings } from '../../views/drill/policy.ts';
import type { OutputFormat } from '../../views/structured.ts';

const FORMATS: readonly PlainFormat[] = ['json', 'yaml'];

/** `kubectl job drill policy`: a rehearsal of every rule of a podFailurePolicy. */
export default class DrillPolicy extends ClusterCommand {
  static override summary = 'Rehearse every rule of a podFailurePolicy: does it fire, and does it do what it says?';
  static override description = [
    'For each rule, and for a failure that no rule matches, a pod is made to fail so that this rule is the first to match: a container exits with a code, the pod is evicted, or a condition is set. What the Job then does is held against what the rules say. Rules that can never fire are named, with the reason.',
    "By default all this happens in a cluster inside this program, in seconds; the Job's own cluster is only read, and with -f not even that. --live does it in the user's namespace, with disposable copies of the Job: own names, a label, a TTL, containers that do nothing but end as the rule needs (--image where theirs has no shell), with next to no resources, no volumes, no secrets and no priority, deleted at the end, also after Ctrl-C.",
    'Exit codes: 0 every rule did what it says, 3 one did not, or can never fire.',
  ].join('\n\n');
  static override examples = [
    '<%= config.bin %> drill policy -f job.yaml                 # needs no cluster',
    '<%= config.bin %> drill policy render --rule 0',
    '<%= config.bin %> drill policy render --live --image busybox:1.36 --yes',
    "<%= config.bin %> drill policy -f job.yaml -o jsonpath='{.findings[*].text}'",
  ];
  static override args = oneJobArgs;
  static override flags = {
    filename: Flags.string({ char: 'f', helpValue: 'FILE', summary: 'File or - with the manifest of the Job.' }),
    rule: Flags.integer({ summary: 'Only this rule, from 0.', helpValue: 'N', min: 0 }),
    live: Flags.boolean({ summary: 'Rehearse in the cluster itself, with disposable copies of the Job.' }),
    image: Flags.string({
      summary: 'The image of all containers of the copies; it must have sh and sleep.',
      helpValue: 'IMAGE',
      dependsOn: ['live'],
    }),
    ...yesFlag,
    timeout: Flags.string({ summary: 'How long a rule may take.', helpValue: 'DURATION', default: '2m' }),
    'undo-timeout': drillFlags['undo-timeout'],
    output: outputFlag(FORMATS),
  };

  async run(): Promise<number> {
    const { args, flags } = await this.parse(DrillPolicy);
    const format = outputFormat(flags.output, FORMATS);
    const names = [args.name ?? []].flat();
    const limits = {
      timeoutMs: positiveTimeout(flags.timeout, '--timeout'),
      undoMs: positiveTimeout(flags['undo-timeout'], '--undo-timeout'),
    };
    const call = { signal: openTerminal().signal };
    const found = await this.#job(names, flags, call);
    const request = { job: found, rule: checkedRule(found, flags.rule), ...limits };
    if (flags.live) return this.#live(request, flags, { format, call });
    await using disposable = await openDisposable(SPEED);
    return await rehearse(
      disposable.cluster,
      { ...request, ...disposableCopies(disposable.cluster) },
      { format, call },
    );
  }

  /** The Job of the manifest, or of the cluster. */
  async #job(names: readonly string[], flags: PolicyFlagValues, call: Call): Promise<Job> {
    if (flags.filename === undefined) {
      const name = oneJob(names);
      const { cluster } = await this.open(flags);
      return cluster.jobs.get(name, cluster.namespace, call);
    }
    if (names.length > 0) throw usageError('names cannot be provided when -f is specified');
    return readJob(await manifestJob(flags.filename, () => readInput(call.signal)));
  }

  async #live(request: Asked, flags: PolicyFlagValues, how: How): Promise<number> {
    const { cluster, terminal } = await this.open(flags);
    const namespace = namespaceFor(request.job.metadata.namespace, flags.namespace, cluster.namespace);
    const copies = { namespace, drill: thisProcess().newId(), image: flags.image, inPlace: true };
    const asked = { ...request, copies, atOnce: 1, warnings: [] };
    const may = await rehearsalPermissions(cluster, asked, how.call);
    if (may.kind === 'missing') throw refusalError(may.refusal);
    const whole = { ...asked, warnings: unknownWarning(may) };
    await terminal.err.write(policyWarnings(whole.warnings));
    await consent(`Make copies of the Job in namespace ${namespace}, one at a time, and delete them?`, {
      yes: flags.yes,
      canAsk,
      ask: (question) => ask(question, how.call.signal),
    });
    return rehearse(cluster, whole, how);
  }
}

/** The disposable cluster's time against ours: a back-off of 10 s takes a third of one. */
const SPEED = 30;

type Asked = Pick<PolicyRequest, 'job' | 'rule' | 'timeoutMs' | 'undoMs'>;

interface How {
  readonly format: OutputFormat;
  readonly call: Call;
}

type PolicyFlagValues = Parameters<ClusterCommand['open']>[0] & {
  readonly filename?: string | undefined;
  readonly image?: string | undefined;
  readonly yes: boolean;
};

/** In a cluster that is not the Job's own, neither its images nor its nodes are needed. */
function disposableCopies({ namespace }: Cluster): Pick<PolicyRequest, 'copies' | 'atOnce' | 'warnings'> {
  return {
    copies: { namespace, drill: 'rehearsal', image: 'busybox', inPlace: false },
    atOnce: Number.POSITIVE_INFINITY,
    warnings: [],
  };
}

function checkedRule({ spec, metadata }: Job, rule: number | undefined): number | undefined {
  const { podFailurePolicy } = spec;
  if (podFailurePolicy === undefined)
    throw usageError(`Job "${metadata.name}" has no podFailurePolicy`, 'There is no rule to rehearse.');
  if (rule === undefined || rule < podFailurePolicy.length) return rule;
  throw usageError(`Job "${metadata.name}" has no rule ${rule}`, `Its rules are 0 to ${podFailurePolicy.length - 1}.`);
}

async function rehearse(cluster: Cluster, request: PolicyRequest, { format, call }: How): Promise<number> {
  const terminal = openTerminal();
  const screen = pieceWriter(terminal);
  let result: PolicyResult | undefined;
  try {
    for await (const update of policyDrill(cluster, request, call)) {
      if (update.kind === 'ended') result = update.result;
      for (const piece of await policyPieces(update, format, terminal.out.page)) await screen.put(piece);
    }
  } finally {
    screen.clear();
  }
  return exitCodeOf(result ? policyExit(result) : 'error');
}
