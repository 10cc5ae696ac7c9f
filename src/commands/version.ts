import * as Flags from '@oclif/core/flags';
import { clientVersion } from '../cli/client-version.ts';
import { ClusterCommand } from '../cli/cluster-command.ts';
import { exitCodeOf } from '../cli/exit-codes.ts';
import { outputFlag, outputFormat, type PlainFormat } from '../cli/output-flags.ts';
import { openTerminal } from '../terminal/streams.ts';
import { skewWarning, versionOutput } from '../views/version.ts';

const FORMATS: readonly PlainFormat[] = ['json', 'yaml'];

/** `kubectl job version`. */
export default class Version extends ClusterCommand {
  static override summary = 'Show the version of this program, and of the server.';
  static override description =
    'As `kubectl version`: when the server cannot be asked, the version of this program is printed all the same, then what went wrong, and the exit code is 1.';
  static override examples = [
    '<%= config.bin %> version',
    '<%= config.bin %> version --client',
    "<%= config.bin %> version -o jsonpath='{.serverVersion.gitVersion}'",
  ];
  static override flags = {
    client: Flags.boolean({ summary: 'The version of this program alone; no server is asked.' }),
    output: outputFlag(FORMATS),
  };

  async run(): Promise<number> {
    const { flags } = await this.parse(Version);
    const format = outputFormat(flags.output, FORMATS);
    const [asked] = await Promise.allSettled(flags.client ? [] : [this.#askServer(flags)]);
    const server = asked?.status === 'fulfilled' ? asked.value : undefined;
    const { out, err } = openTerminal();
    await out.write(await versionOutput({ client: clientVersion(this.config.version), server }, format));
    await err.write(skewWarning(server));
    if (asked?.status === 'rejected') throw asked.reason;
    return exitCodeOf('ok');
  }

  async #askServer(flags: Parameters<typeof this.open>[0]) {
    const { cluster, call } = await this.open(flags);
    return cluster.serverVersion(call);
  }
}
