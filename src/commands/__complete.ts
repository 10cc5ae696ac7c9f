import { ClusterCommand } from '../cli/cluster-command.ts';
import { readCommandLine } from '../cli/completion/command-line.ts';
import { timeToAsk, typedConnection } from '../cli/completion/connection.ts';
import { type Offer, offerFor } from '../cli/completion/offer.ts';
import { kubeconfigNames } from '../cli/compose.ts';
import { connectionOptions } from '../cli/connection-flags.ts';
import { exitCodeOf } from '../cli/exit-codes.ts';
import { type Candidate, candidatesFor } from '../operations/complete.ts';
import { openTerminal } from '../terminal/streams.ts';
import { completionText } from '../views/complete.ts';

/** `kubectl-job __complete WORD…`: what shells call on Tab, with the last word unfinished. */
export default class Complete extends ClusterCommand {
  static override hidden = true;
  static override strict = false;
  static override summary = 'Complete a command line (for shells).';
  static override examples = ['<%= config.bin %> __complete describe ""'];

  /** The words are somebody's unfinished command line: its flags are not ours. */
  protected override async init(): Promise<void> {}

  async run(): Promise<number> {
    const commands = this.config.commands;
    const line = readCommandLine(this.argv, commands);
    const offer = offerFor(line, commands);
    const asked = await this.#ask(offer, line.flags).catch(() => []);
    await openTerminal().out.write(completionText({ ...offer, ...line, candidates: [...offer.words, ...asked] }));
    return exitCodeOf('ok');
  }

  /** Rejects with whatever is wrong: shells are told nothing of it. */
  async #ask(offer: Offer, typed: ReadonlyMap<string, readonly string[]>): Promise<readonly Candidate[]> {
    const flags = typedConnection(typed);
    if (offer.kubeconfig) {
      const names = await kubeconfigNames(connectionOptions(flags));
      return names[offer.kubeconfig].map((value) => ({ value }));
    }
    if (offer.live.length === 0) return [];
    const { cluster, call } = await this.open(flags);
    const limit = AbortSignal.timeout(timeToAsk(performance.now(), process.env));
    return candidatesFor(cluster, offer.live, { signal: AbortSignal.any([call.signal, limit]) });
  }
}
