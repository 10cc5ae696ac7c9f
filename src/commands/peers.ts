import * as Flags from '@oclif/core/flags';
import { ClusterCommand } from '../cli/cluster-command.ts';
import type { Session } from '../cli/compose.ts';
import { exitCodeOf } from '../cli/exit-codes.ts';
import { outputFlag, outputFormat, type PlainFormat } from '../cli/output-flags.ts';
import { clusterDomainFlag, oneJob, oneJobArgs } from '../cli/peers-flags.ts';
import { watchPeers } from '../operations/peers/watch.ts';
import { type PeersRequest, readPeers } from '../operations/peers.ts';
import { troubleText } from '../views/list-output.ts';
import { appendedPeers, isPeersScreen, livePeers, type PeersFormat, peersOutput } from '../views/peers/output.ts';

const FORMATS: readonly PlainFormat[] = ['wide', 'json', 'yaml', 'name', 'hostfile', 'hosts'];

/** `kubectl job peers`: who of a Job's pods can be found by name, and why the others cannot. */
export default class Peers extends ClusterCommand {
  static override summary = 'Show the names by which the pods of a Job find each other, and what keeps them from it.';
  static override description = [
    'A row for each pod of an Indexed Job: its index, hostname and full name, its address, and whether DNS answers with it now (PUBLISHED: it is in the EndpointSlices of the Service that the subdomain names). Below stands everything that keeps names from resolving, at all (Broken) or at times (Risk), each with the command or the YAML that mends it.',
    '`peers create` makes what is missing; `peers check` asks the pods themselves. A Job that is called create or check is job/create or job/check.',
    '-o name: the short names of all indexes; hostfile: the same for Open MPI, with slots (one, or the GPUs of a pod); hosts: lines for /etc/hosts, of pods that have an address. Where a Job has no indexes, name and hostfile have addresses.',
  ].join('\n\n');
  static override examples = [
    '<%= config.bin %> peers example-job                       # who has which name, and what is wrong',
    '<%= config.bin %> peers example-job -w                    # as pods come, get ready and end',
    '<%= config.bin %> peers mpi-job -o hostfile --slots 8 > hostfile',
    "<%= config.bin %> peers train -o jsonpath='{.findings[*].message}'",
  ];
  static override args = oneJobArgs;
  static override flags = {
    watch: Flags.boolean({
      char: 'w',
      summary: 'Redraw as things change, until the Job has finished; in a pipe, a line a change.',
    }),
    slots: Flags.integer({ summary: 'Slots of each pod in a hostfile.', helpValue: 'N', min: 1 }),
    'no-headers': Flags.boolean({ summary: 'Leave out the headers.' }),
    ...clusterDomainFlag,
    output: outputFlag(FORMATS),
  };

  async run(): Promise<number> {
    const { args, flags } = await this.parse(Peers);
    const output = outputFormat(flags.output, FORMATS, { noHeaders: flags['no-headers'] });
    const format: PeersFormat = { output, headers: !flags['no-headers'], slots: flags.slots };
    const name = oneJob(args.name);
    const session = await this.open(flags);
    const job = { name, namespace: session.cluster.namespace };
    const request = { job, clusterDomain: flags['cluster-domain'] };
    await (flags.watch ? follow : once)(session, request, format);
    return exitCodeOf('ok');
  }
}

async function once({ cluster, terminal, call }: Session, request: PeersRequest, format: PeersFormat): Promise<void> {
  const peers = await readPeers(cluster, request, call);
  await terminal.out.write(await peersOutput(peers, format, terminal.out.page));
}

async function follow(session: Session, request: PeersRequest, format: PeersFormat): Promise<void> {
  await (session.terminal.out.isTTY && isPeersScreen(format) ? redraw : append)(session, request, format);
  session.call.signal.throwIfAborted();
}

async function redraw({ cluster, terminal, call }: Session, request: PeersRequest, format: PeersFormat): Promise<void> {
  const live = terminal.live();
  try {
    for await (const update of watchPeers(cluster, request, call)) {
      live.show(await livePeers(update, format, terminal.out.page));
    }
  } finally {
    await live.done();
  }
}

async function append({ cluster, terminal, call }: Session, request: PeersRequest, format: PeersFormat): Promise<void> {
  const print = appendedPeers(format, terminal.out.page);
  for await (const update of watchPeers(cluster, request, call)) {
    if (update.trouble) await terminal.err.write(`${troubleText(update.trouble)}\n`);
    await terminal.out.write(await print(update));
    if (update.isGone) await terminal.err.write('The Job is gone.\n');
  }
}
