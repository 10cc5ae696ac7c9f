import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../../cli/base-command.ts';
import { exitCodeOf } from '../../cli/exit-codes.ts';
import { theSandbox } from '../../cli/running-sandbox.ts';
import { openTerminal } from '../../terminal/streams.ts';

/** `kubectl job sandbox stop`: ends an embedded cluster that runs. */
export default class SandboxStop extends BaseCommand {
  static override summary = 'End an embedded cluster that runs.';

  static override description = [
    'The one that $KUBECONFIG leads to, or the only one that runs; --all ends all of yours on this machine. What was in it is gone.',
  ].join(' ');

  static override examples = [
    { description: 'The only one that runs', command: '<%= config.bin %> sandbox stop' },
    { description: 'Whatever runs', command: '<%= config.bin %> sandbox stop --all' },
  ];

  static override flags = {
    kubeconfig: Flags.string({ helpValue: 'FILE', description: 'The kubeconfig of the one to end.' }),
    all: Flags.boolean({ description: 'End all that run.', exclusive: ['kubeconfig'] }),
  };

  override async run(): Promise<number> {
    const { flags } = await this.parse(SandboxStop);
    const { runningSandboxes, tell } = await import('../../sandbox/control/running-sandboxes.ts');
    const running = await runningSandboxes();
    const asked = { kubeconfig: flags.kubeconfig, environment: process.env.KUBECONFIG };
    const chosen = flags.all ? running : [theSandbox(running, asked)];
    for (const sandbox of chosen) {
      await tell(sandbox, { method: 'POST', path: '/stop' });
      await openTerminal().out.write(`${sandbox.kubeconfig} stopped\n`);
    }
    return exitCodeOf('ok');
  }
}
