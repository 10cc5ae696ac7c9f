import { once } from 'node:events';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../../cli/base-command.ts';
import { detached, runProgram, splitAtDashes } from '../../cli/child-program.ts';
import { mendedScenario, mendedStart, parseSpeed, posedMinor, scenarioText } from '../../cli/sandbox-options.ts';
import { usageError } from '../../cli/user-error.ts';
import type { ClusterOptions, RunningCluster } from '../../sandbox/cluster.ts';
import { openTerminal, type Terminal } from '../../terminal/streams.ts';
import { renderStructured } from '../../views/structured.ts';

/** `kubectl job sandbox start`: an embedded cluster that lives. */
export default class SandboxStart extends BaseCommand {
  static override summary = 'Start an embedded cluster in which Jobs can be tried out.';

  static override description = [
    'An API server on this machine that kubectl and any other client can write to: create, apply, patch, delete, evict, with the defaults, the validation and the words of Kubernetes 1.36. It prints the path of a kubeconfig, listens on 127.0.0.1 alone, and runs until Ctrl-C or `sandbox stop`, or with -- COMMAND until that command has ended; then everything in it is gone.',
    'Its controllers make pods of Jobs, its scheduler finds nodes for them, and their containers run in memory: shells, scripts and everyday tools really run (and touch nothing of this machine); of any other program the log says so, and it ends with 0 after 2 s. What else pods can be made to do, a --scenario says: https://github.com/kubectl-job/kubectl-job/blob/main/docs/scenarios.md.',
    "Where time runs faster than ours, the cluster's clock is ahead of this machine's, by which `kubectl describe` and `kubectl events` tell the age of events: `<invalid>`. `kubectl get` and `kubectl job` go by the cluster's.",
  ].join('\n\n');

  static override examples = [
    {
      description: 'A cluster of three nodes, for kubectl',
      command: '<%= config.bin %> sandbox start',
    },
    {
      description: 'One in the background, until `kubectl job sandbox stop`',
      command: 'export KUBECONFIG=$(<%= config.bin %> sandbox start --detach)',
    },
    {
      description: 'Whether a manifest is valid',
      command: '<%= config.bin %> sandbox start -- kubectl create -f job.yaml',
    },
    {
      description: 'A Job run to its end in a moment, and its logs',
      command:
        "<%= config.bin %> sandbox start --speed max -- bash -c 'kubectl apply -f job.yaml && kubectl job wait job/x && kubectl job logs job/x'",
    },
    {
      description: 'Index 3 fails twice, then succeeds: what a scenario says',
      command: '<%= config.bin %> sandbox start --scenario flaky.yaml',
    },
    {
      description: 'A server of 1.27, which has no label for indexes and no failedIndexes',
      command: '<%= config.bin %> sandbox start --kubernetes-version 1.27 -- bash',
    },
    {
      description: 'The same names and uids each time, and no waiting',
      command: '<%= config.bin %> sandbox start --seed 7 --speed max',
    },
  ];

  static override flags = {
    nodes: Flags.integer({ helpValue: 'N', min: 0, max: 250, description: 'How many nodes it has (default 3).' }),
    speed: Flags.string({
      helpValue: 'N|max',
      description: 'How many times as fast as ours its time runs (default 1); max: it leaps to whatever comes next.',
    }),
    seed: Flags.integer({ helpValue: 'N', min: 0, description: 'The same seed gives the same names and uids.' }),
    scenario: Flags.string({
      helpValue: 'FILE',
      description: 'How pods run and what goes wrong, by Job, index and attempt; YAML or JSON.',
    }),
    'kubernetes-version': Flags.string({
      helpValue: '1.N',
      description:
        'Pose as an older server, 1.24 or later: what came later is dropped from what is sent, and not told. Jobs run as in 1.36.',
    }),
    detach: Flags.boolean({
      char: 'd',
      description: 'Run in the background, until `sandbox stop`.',
      exclusive: ['output'],
    }),
    exec: Flags.boolean({ description: 'Run the command behind --, which must be there, and end with it.' }),
    port: Flags.integer({
      helpValue: 'N',
      min: 0,
      max: 65_535,
      description: 'Listen on this port (default: a free one).',
    }),
    output: Flags.option({ options: ['json', 'yaml'] as const })({
      char: 'o',
      helpValue: 'json|yaml',
      description: 'Print more than the path of the kubeconfig: server, namespace, nodes, seed, time.',
    }),
  };

  override async run(): Promise<number> {
    const { own, program } = splitAtDashes(this.argv);
    const { flags } = await this.parse(SandboxStart, own);
    const terminal = openTerminal();
    if (flags.exec && program.length === 0)
      throw usageError('--exec: which command?', 'Such as: --exec -- kubectl get nodes');
    if (flags.detach) return await this.#detach(program, terminal);
    const { nodes = DEFAULT_NODES } = flags;
    await using cluster = await start(flags.scenario, { ...(await asked(flags)), nodes });
    if (program.length > 0) return await runProgram(program, cluster, terminal);
    const { kubeconfig, server } = cluster;
    const described = { ...describe(cluster), nodes };
    await terminal.out.write(
      flags.output ? await renderStructured(described, { kind: flags.output }) : `${kubeconfig}\n`,
    );
    await terminal.err.write(`export KUBECONFIG=${kubeconfig}\nServing ${server} until Ctrl-C.\n`);
    if (!terminal.signal.aborted) await Promise.race([once(terminal.signal, 'abort'), cluster.stopped]);
    return 0;
  }

  async #detach(program: readonly string[], { out, err }: Terminal): Promise<number> {
    if (program.length > 0)
      throw usageError('--detach does not go with -- COMMAND', 'The one goes on, the other ends with it.');
    const words = this.argv.filter((word) => word !== '--detach' && word !== '-d');
    const kubeconfig = await detached(['sandbox', 'start', ...words]);
    await out.write(`${kubeconfig}\n`);
    await err.write(`export KUBECONFIG=${kubeconfig}\nIn the background until: kubectl job sandbox stop\n`);
    return 0;
  }
}

const DEFAULT_NODES = 3;

/** What the flags say. Throws a `UserError`. */
async function asked(flags: {
  readonly speed?: string | undefined;
  readonly seed?: number | undefined;
  readonly port?: number | undefined;
  readonly scenario?: string | undefined;
  readonly 'kubernetes-version'?: string | undefined;
}): Promise<ClusterOptions> {
  const { playableMinor } = await import('../../sandbox/posing/older-server.ts');
  const minor = posedMinor(flags['kubernetes-version'], playableMinor);
  return {
    ...(flags.speed === undefined ? {} : { speed: flags.speed === 'max' ? 'max' : parseSpeed(flags.speed) }),
    ...(flags.seed === undefined ? {} : { seed: flags.seed }),
    ...(flags.port === undefined ? {} : { port: flags.port }),
    ...(flags.scenario === undefined ? {} : await scenarioOptions(flags.scenario)),
    ...(minor === undefined ? {} : { minor }),
  };
}

/** What a scenario's file says. Throws a `UserError`. */
async function scenarioOptions(path: string): Promise<Pick<ClusterOptions, 'pods' | 'faults'>> {
  const [{ readScenario }, { scenarioPods }] = await Promise.all([
    import('../../sandbox/scenario/read-scenario.ts'),
    import('../../sandbox/scenario/scenario-pods.ts'),
  ]);
  const text = await scenarioText(path);
  try {
    const scenario = readScenario(text);
    return { pods: scenarioPods(scenario), faults: scenario.faults };
  } catch (error) {
    throw mendedScenario(error, path);
  }
}

async function start(scenario: string | undefined, options: ClusterOptions): Promise<RunningCluster> {
  const [{ startCluster }, { AS_CLUSTER, keepHeapSmall }] = await Promise.all([
    import('../../sandbox/cluster.ts'),
    import('../../cli/frugal-heap.ts'),
  ]);
  keepHeapSmall(AS_CLUSTER);
  try {
    return await startCluster(options);
  } catch (error) {
    throw mendedScenario(mendedStart(error, options.port), scenario ?? '');
  }
}

/** What `-o json|yaml` says, beside the number of nodes. The time is RFC 3339. */
function describe({ kubeconfig, server, namespace, seed, clock }: RunningCluster): object {
  return { kubeconfig, server, namespace, seed, time: new Date(clock.now()).toISOString() };
}
