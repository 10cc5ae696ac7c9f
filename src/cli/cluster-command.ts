import { BaseCommand } from './base-command.ts';
import { openSession, type Session } from './compose.ts';
import { type ConnectionFlagValues, connectionFlags, connectionOptions } from './connection-flags.ts';

/** A command that works on a cluster. `run` calls `open` with its parsed flags and gets what it runs on. */
export abstract class ClusterCommand extends BaseCommand {
  static override baseFlags = connectionFlags;

  #session: Session | undefined;

  /** The cluster, the terminal, and the call to hand to operations. Throws `KubeconfigError` and `UserError`. */
  protected async open(flags: ConnectionFlagValues): Promise<Session> {
    this.#session = await openSession({ ...connectionOptions(flags), userAgent: `kubectl-job/${this.config.version}` });
    return this.#session;
  }

  override async execute(): Promise<number> {
    try {
      return await super.execute();
    } finally {
      this.#session?.cluster.close();
    }
  }
}
