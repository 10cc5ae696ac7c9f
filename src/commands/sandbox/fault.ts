import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../../cli/base-command.ts';
import { exitCodeOf } from '../../cli/exit-codes.ts';
import { FAULT_WORDS, faultOf } from '../../cli/fault-flags.ts';
import { theSandbox } from '../../cli/running-sandbox.ts';
import { naming } from '../../cli/target.ts';
import { UserError, usageError } from '../../cli/user-error.ts';
import { openTerminal } from '../../terminal/streams.ts';

/** `kubectl job sandbox fault`: makes something go wrong in an embedded cluster. */
export default class SandboxFault extends BaseCommand {
  static override summary = 'Make something go wrong in an embedded cluster that runs.';

  static override description = [
    'What clusters do to their clients, on demand: watches and followed logs that end (watch-cut), requests that fail (answer: 410, 429,',
    '500, …) or take long (slow), an API server that is away (away), nodes that fall silent (node-lost) and come back (node-back), a clock',
    'that is set (clock-jump). Faults of requests last until `clear`, if neither --times nor --duration says otherwise. --duration is time of the',
    "wall clock, where clients live; for node-lost it is the cluster's own, as is --by of clock-jump.",
  ].join(' ');

  static override examples = [
    {
      description: 'Every watch breaks off in the midst of a line',
      command: '<%= config.bin %> sandbox fault watch-cut --abruptly',
    },
    {
      description: 'Watches are told that they are too old, once',
      command: '<%= config.bin %> sandbox fault answer --code 410 --times 1',
    },
    {
      description: 'The server is too busy for lists of pods, for ten seconds',
      command:
        '<%= config.bin %> sandbox fault answer --code 429 --retry-after 1 --verb list --resource pods --duration 10s',
    },
    {
      description: 'The API server is away for a while',
      command: '<%= config.bin %> sandbox fault away --duration 20s',
    },
    {
      description: 'A node is lost for five minutes',
      command: '<%= config.bin %> sandbox fault node-lost node-2 --duration 5m',
    },
    { description: 'All is well again', command: '<%= config.bin %> sandbox fault clear' },
  ];

  static override args = {
    kind: Args.string({ name: 'KIND', required: true, options: [...FAULT_WORDS], description: 'What goes wrong.' }),
    node: naming(Args.string({ name: 'NODE', description: 'Which node, for node-lost and node-back.' }), []),
  };

  static override flags = {
    kubeconfig: Flags.string({
      helpValue: 'FILE',
      description: 'The kubeconfig of the embedded cluster (default: $KUBECONFIG, else the only one that runs).',
    }),
    abruptly: Flags.boolean({ description: 'watch-cut: in the midst of a line, and not in good order.' }),
    code: Flags.integer({ helpValue: 'N', description: 'answer: the HTTP code.' }),
    times: Flags.integer({ helpValue: 'N', min: 1, description: 'answer: so many requests.' }),
    duration: Flags.string({ helpValue: '10s', description: 'How long it lasts.' }),
    by: Flags.string({
      helpValue: '2s',
      description: 'slow: how late answers come; clock-jump: how far, with - backwards.',
    }),
    verb: Flags.string({
      helpValue: 'VERB',
      description: 'Only these requests: get, list, watch, create, update, patch, delete.',
    }),
    resource: Flags.string({
      helpValue: 'RESOURCE',
      description: 'Only requests about these: pods, pods/log, jobs, …',
    }),
    'retry-after': Flags.integer({
      helpValue: 'SECONDS',
      min: 0,
      description: 'answer: when to come back, in seconds.',
    }),
  };

  override async run(): Promise<number> {
    const { args, flags } = await this.parse(SandboxFault);
    const { kubeconfig, ...own } = flags;
    const fault = faultOf(args.kind, args.node, own);
    const { readFault } = await import('../../sandbox/faults/fault.ts');
    const read = args.kind === 'clear' ? undefined : readFault(fault);
    if (read && !('kind' in read)) throw usageError(read.join('; '));
    const { runningSandboxes, tell } = await import('../../sandbox/control/running-sandboxes.ts');
    const sandbox = theSandbox(await runningSandboxes(), { kubeconfig, environment: process.env.KUBECONFIG });
    const told = read ? { method: 'POST', path: '/faults', body: read } : { method: 'DELETE', path: '/faults' };
    await tell(sandbox, told).catch(refused);
    await openTerminal().out.write(read ? `${args.kind} in force\n` : 'faults cleared\n');
    return exitCodeOf('ok');
  }
}

/** The cluster says what the user can mend, such as a node that is not there. */
function refused(error: unknown): never {
  const isRefusal = error instanceof Error && 'kind' in error && error.kind === 'SandboxRefused';
  throw isRefusal ? new UserError(error.message, { remedy: 'See what is there: kubectl job sandbox status' }) : error;
}
