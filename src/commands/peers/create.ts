import * as Flags from '@oclif/core/flags';
import { ClusterCommand } from '../../cli/cluster-command.ts';
import type { Session } from '../../cli/compose.ts';
import type { ConnectionFlagValues } from '../../cli/connection-flags.ts';
import { consent, yesFlag } from '../../cli/consent.ts';
import { exitCodeOf } from '../../cli/exit-codes.ts';
import { withOptionalValue } from '../../cli/optional-value.ts';
import { outputFlag, outputFormat, type PlainFormat } from '../../cli/output-flags.ts';
import { readPeerManifest } from '../../cli/peer-manifest.ts';
import { type CreateRequest, createRequest, presetFlag, refusal } from '../../cli/peers-create.ts';
import { type Drafted, draftFromLive, draftFromManifest, printedManifest } from '../../cli/peers-draft.ts';
import { oneJobArgs } from '../../cli/peers-flags.ts';
import { applyPeers } from '../../operations/peers/apply.ts';
import { planApply } from '../../operations/peers/apply-plan.ts';
import { recreateWithPeers } from '../../operations/peers/recreate.ts';
import { readInput } from '../../terminal/input.ts';
import { ask, canAsk } from '../../terminal/question.ts';
import { openTerminal } from '../../terminal/streams.ts';
import { applyQuestion, applyRefusalText } from '../../views/peers/create.ts';
import { type Collected, collector, lostText } from '../../views/peers/create-output.ts';
import type { OutputFormat } from '../../views/structured.ts';

const FORMATS: readonly PlainFormat[] = ['json', 'yaml', 'name'];

/** `kubectl job peers create`: what the pods of a Job need to find each other. */
export default class PeersCreate extends ClusterCommand {
  static override summary = 'Make what the pods of a Job need to find each other by name.';
  static override description = [
    'With -f: the manifest with subdomain and completionMode Indexed in its Job, and a headless Service before it that names pods also before they are ready. Comments, order and everything else stay as they were written; run twice, nothing is added twice. It is printed, to be read, kept, or piped to kubectl apply; --apply creates both, the Service first, which then goes when the Job goes. What was created before a step failed is removed again.',
    'With a NAME: the Service of a Job that is there. What cannot be changed in a Job (subdomain, completionMode, variables) needs --recreate: the old one finishes (wait, the default) or is suspended (suspend), is deleted, and comes again under its name.',
    '--preset adds what a world expects: torchrun MASTER_ADDR, MASTER_PORT, WORLD_SIZE, RANK, NNODES and PET_…; mpi lists of hosts in a ConfigMap, one for Open MPI and one for MPICH and Intel MPI, where these look for them; dask DASK_SCHEDULER_ADDRESS; ray RAY_ADDRESS. Index 0 is the one that the others turn to. Variables that a container has already stay.',
  ].join('\n\n');
  static override examples = [
    '<%= config.bin %> peers create -f job.yaml                          # print it with its Service',
    '<%= config.bin %> peers create -f job.yaml --apply --yes            # create both',
    '<%= config.bin %> peers create -f job.yaml --preset torchrun --env PEERS | kubectl apply -f -',
    '<%= config.bin %> peers create -f job.yaml --port http=8080 --dry-run=server',
    '<%= config.bin %> peers create example-job --recreate=suspend --yes # one that was created without',
  ];
  static override args = oneJobArgs;
  static override flags = {
    filename: Flags.string({
      char: 'f',
      helpValue: 'FILE',
      summary: 'The manifest with the Job; - for standard input. A NAME chooses among several Jobs.',
      multiple: true,
      multipleNonGreedy: true,
    }),
    service: Flags.string({
      helpValue: 'NAME',
      summary: "The Service; by default the subdomain's, else the Job's name.",
    }),
    port: Flags.string({
      helpValue: 'NAME=NUMBER',
      summary: 'A port of the Service (repeatable).',
      multiple: true,
      multipleNonGreedy: true,
    }),
    ...presetFlag,
    env: Flags.string({
      helpValue: 'VARIABLE',
      summary: 'A variable with the names of all peers, commas between them.',
    }),
    slots: Flags.integer({
      helpValue: 'N',
      min: 1,
      summary: 'Slots of each pod in a hostfile; by default its GPUs, else 1.',
    }),
    apply: Flags.boolean({ summary: 'Create the Service and the Job instead of printing them.' }),
    'dry-run': Flags.string({
      options: ['client', 'server'],
      helpValue: 'WHERE',
      summary: 'As --apply, and nothing is kept: client sends nothing, server checks everything.',
    }),
    recreate: Flags.string({
      options: ['wait', 'suspend'],
      helpValue: '[HOW]',
      summary: 'Delete the Job and create it anew: wait until it has finished, or suspend it first.',
    }),
    ...yesFlag,
    output: outputFlag(FORMATS),
  };

  protected override async init(): Promise<void> {
    const isValue = (word: string) => word === 'wait' || word === 'suspend';
    this.argv = withOptionalValue(this.argv, { flag: '--recreate', absent: 'wait', isValue });
    await super.init();
  }

  async run(): Promise<number> {
    const { args, flags } = await this.parse(PeersCreate);
    const request = createRequest(args.name, flags);
    const format = outputFormat(flags.output, FORMATS);
    return request.kind === 'print' ? print(request, flags, format) : this.#change(request, flags, format);
  }

  async #change(request: CreateRequest, flags: CreateFlagValues, format: OutputFormat): Promise<number> {
    const session = await this.open(flags);
    const drafted = await (request.kind === 'live'
      ? draftFromLive(session.cluster, request, session.call)
      : draftFromManifest(await manifestOf(request, session.call.signal), request, {
          typed: flags.namespace,
          otherwise: session.cluster.namespace,
        }));
    await session.terminal.err.write(drafted.notes);
    const done = collector(drafted, { format, dryRun: request.dryRun });
    await (drafted.old ? recreate : apply)(session, drafted, { request, yes: flags.yes, done });
    await session.terminal.out.write(await done.structured());
    return exitCodeOf(done.isWhole() ? 'ok' : 'error');
  }
}

interface CreateFlagValues extends ConnectionFlagValues {
  readonly yes: boolean;
}

interface How {
  readonly request: CreateRequest;
  readonly yes: boolean;
  readonly done: Collected;
}

async function print(request: CreateRequest, flags: ConnectionFlagValues, format: OutputFormat): Promise<number> {
  const { out, err, signal } = openTerminal();
  const manifest = await manifestOf(request, signal);
  const printed = await printedManifest(manifest, request, { typed: flags.namespace, format });
  await err.write(printed.notes);
  await out.write(printed.text);
  return exitCodeOf('ok');
}

function manifestOf({ file = '-', job }: CreateRequest, signal: AbortSignal) {
  return readPeerManifest(file, { name: job, readInput: () => readInput(signal) });
}

async function apply(
  { cluster, terminal, call }: Session,
  drafted: Drafted,
  { request, yes, done }: How,
): Promise<void> {
  const plan = await planApply(cluster, drafted.objects, call);
  if (plan.kind === 'refused') throw refusal(applyRefusalText(plan.refusal, drafted.objects.namespace));
  const question = applyQuestion(plan);
  if (question && request.dryRun === 'none') await agreed(question, yes, call);
  for await (const event of applyPeers(cluster, plan, { ...call, dryRun: request.dryRun })) {
    for (const { to, text } of done.take(event)) await terminal[to].write(text);
  }
}

async function recreate(
  { cluster, terminal, call }: Session,
  drafted: Drafted,
  { request, yes, done }: How,
): Promise<void> {
  const { old, objects } = drafted;
  if (!old) return;
  const plan = await planApply(cluster, { ...objects, isLive: true }, call);
  if (plan.kind === 'refused') throw refusal(applyRefusalText(plan.refusal, objects.namespace));
  await agreed(done.recreateQuestion(old, request.recreate ?? 'wait'), yes, call);
  const asked = { old, objects, how: request.recreate ?? 'wait' };
  for await (const event of recreateWithPeers(cluster, asked, call)) {
    if (event.kind === 'lost') await terminal.err.write(await lostText(event.manifest));
    if (event.kind === 'refused') throw refusal(applyRefusalText(event.refusal, objects.namespace));
    for (const { to, text } of done.take(event)) await terminal[to].write(text);
  }
}

function agreed(question: string, yes: boolean, { signal }: Session['call']): Promise<void> {
  return consent(question, { yes, canAsk, ask: (text) => ask(text, signal) });
}
