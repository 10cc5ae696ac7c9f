import * as Args from '@oclif/core/args';
import { BaseCommand } from '../cli/base-command.ts';
import { exitCodeOf } from '../cli/exit-codes.ts';
import { openTerminal } from '../terminal/streams.ts';
import { completionScript, SHELLS } from '../views/completion.ts';

/** `kubectl job completion`. */
export default class Completion extends BaseCommand {
  static override summary = 'Print what a shell, or kubectl, needs to complete commands, flags and names.';
  static override description = [
    "With an executable called kubectl_complete-job on PATH, kubectl's own completion, in whatever shell, goes on behind `kubectl job`: commands, flags, their values, and the names of Jobs, CronJobs, namespaces, contexts, containers and indexes. `completion kubectl` prints it. The scripts for shells complete `kubectl-job`, for those who call it so. Each says in its first lines how to install it.",
    'Names are asked of the cluster for as long as a third of a second allows; for one that is far away, set KUBECTL_JOB_COMPLETION_TIMEOUT=2s.',
  ].join('\n\n');
  static override examples = [
    {
      description: 'Complete `kubectl job`, in every shell that completes kubectl',
      command:
        '<%= config.bin %> completion kubectl > ~/.local/bin/kubectl_complete-job && chmod +x ~/.local/bin/kubectl_complete-job',
    },
    { description: 'Complete `kubectl-job` in bash', command: 'source <(kubectl-job completion bash)' },
    {
      description: 'Complete `kubectl-job` in fish',
      command: 'kubectl-job completion fish > ~/.config/fish/completions/kubectl-job.fish',
    },
  ];
  static override args = {
    shell: Args.string({ description: 'What for.', required: true, options: [...SHELLS], ignoreStdin: true }),
  };

  async run(): Promise<number> {
    const { args } = await this.parse(Completion);
    const shell = SHELLS.find((known) => known === args.shell) ?? 'kubectl';
    await openTerminal().out.write(completionScript(shell, process.platform));
    return exitCodeOf('ok');
  }
}
