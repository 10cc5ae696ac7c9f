import { BaseCommand } from '../../cli/base-command.ts';
import { exitCodeOf } from '../../cli/exit-codes.ts';
import { outputFlag, outputFormat, type PlainFormat } from '../../cli/output-flags.ts';
import { openTerminal } from '../../terminal/streams.ts';
import { sandboxStatus } from '../../views/sandbox-status.ts';

const FORMATS: readonly PlainFormat[] = ['json', 'yaml', 'name'];

/** `kubectl job sandbox status`: which embedded clusters run. */
export default class SandboxStatus extends BaseCommand {
  static override summary = 'Show which embedded clusters run, and how they are.';

  static override description = [
    'A line for each of yours on this machine, the newest first: its kubeconfig, whether it lives or replays a recording, how fast its time runs and what',
    'it is there, what is in it, and which faults are in force. -o name prints the kubeconfigs alone.',
  ].join(' ');

  static override examples = [
    '<%= config.bin %> sandbox status',
    '<%= config.bin %> sandbox status -o json',
    {
      description: 'Work on the newest',
      command: 'export KUBECONFIG=$(<%= config.bin %> sandbox status -o name | head -n 1)',
    },
  ];

  static override flags = { output: outputFlag(FORMATS) };

  override async run(): Promise<number> {
    const { flags } = await this.parse(SandboxStatus);
    const format = outputFormat(flags.output, FORMATS);
    const { runningSandboxes } = await import('../../sandbox/control/running-sandboxes.ts');
    const running = await runningSandboxes();
    const { out, err } = openTerminal();
    await out.write(await sandboxStatus(running, { format, page: out.page }));
    if (running.length === 0) await err.write('No embedded cluster runs.\n');
    return exitCodeOf('ok');
  }
}
