/** What every command does the same way: how arguments are read, how errors are told, how it ends. */
import { Command } from '@oclif/core/command';
import { OutputFailed } from '../terminal/ending.ts';
import { openTerminal } from '../terminal/streams.ts';
import { normaliseArgv } from './argv.ts';
import { errorText } from './error-text.ts';
import { exitCodeOf } from './exit-codes.ts';

/** A command. `run` returns the exit code; whatever it throws is told on standard error and becomes one. */
export abstract class BaseCommand extends Command {
  abstract override run(): Promise<number>;

  /** Makes kubectl's spellings of flags oclif's before anything is parsed. */
  protected override async init(): Promise<void> {
    this.argv = normaliseArgv(this.argv, { ...this.ctor.baseFlags, ...this.ctor.flags });
  }

  /** Runs it to its end; resolves to the exit code, and never rejects. Takes the place of oclif's own steps around `run`. */
  async execute(): Promise<number> {
    try {
      await this.init();
      const code = await this.run();
      const { signal } = openTerminal();
      return signal.reason instanceof OutputFailed ? await this.#told(signal.reason) : code;
    } catch (error) {
      return await this.#told(error);
    }
  }

  async #told(error: unknown): Promise<number> {
    const command = `${this.config.bin} ${(this.id ?? '').replaceAll(':', ' ')}`;
    const report = errorText(error, { command, verbosity: verbosityOf(this.argv) });
    await openTerminal().err.write(report.text);
    return exitCodeOf(report.kind);
  }
}

/** The errors that must tell may come from the parser itself, so `-v` is read from the words. */
function verbosityOf(argv: readonly string[]): number {
  const text = argv
    .map((word, i) => (word === '-v' ? argv[i + 1] : /^(?:--v=|-v=?)(\d+)$/.exec(word)?.[1]))
    .findLast((v) => v);
  return Number(text ?? 0) || 0;
}
