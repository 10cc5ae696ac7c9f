/** A shell: what it remembers while it runs a script. What it does is in the files beside this one. */
import { FileError } from '../files/file-error.ts';
import { resolvePath } from '../files/paths.ts';
import type { Process } from '../processes/process.ts';
import type { CompoundCommand, Redirection } from './ast.ts';
import type { Parse } from './parse.ts';
import { Variables } from './variables.ts';

/** A function of a script. */
export interface ShellFunction {
  readonly body: CompoundCommand;
  readonly redirections: readonly Redirection[];
}

/** What `set` and `shopt` switch. */
export interface ShellOptions {
  errexit: boolean;
  nounset: boolean;
  xtrace: boolean;
  noglob: boolean;
  pipefail: boolean;
  nullglob: boolean;
  noexec: boolean;
  allexport: boolean;
}

/** A job in the background. */
export interface BackgroundJob {
  readonly process: Process;
  code: number | undefined;
}

/** A shell that runs. */
export class Shell {
  readonly process: Process;
  readonly parse: Parse;
  readonly variables: Variables;
  readonly functions: Map<string, ShellFunction>;
  readonly options: ShellOptions;
  readonly aliases: Map<string, string>;
  /** What is done about signals, by their names; EXIT and ERR among them. '' ignores. */
  readonly traps = new Map<string, string>();
  readonly jobs: BackgroundJob[] = [];
  /** `$0`. */
  name: string;
  /** `$1` and on. */
  parameters: readonly string[] = [];
  /** `$?`. */
  status = 0;
  /** The code of each part of the last pipeline. */
  pipeStatus: readonly number[] = [0];
  /** `$!`. */
  lastJob: number | undefined;
  cwd: string;
  /** How deep in conditions, where failures do not end the script. */
  tested = 0;
  /** How deep in functions, sourced files and substitutions. */
  depth = 0;
  /** The pid that `$$` is, in subshells too. */
  readonly shellPid: number;
  line = 0;
  /** How many substitutions have run: their exit code is that of an assignment. */
  substitutions = 0;
  /** The functions that run, the innermost first. */
  calls: readonly string[] = [];
  readonly isSubshell: boolean;
  isInTrap = false;

  constructor(process: Process, from: ShellStart | Shell) {
    this.process = process;
    this.parse = from.parse;
    this.name = from.name;
    this.parameters = from.parameters;
    this.cwd = from.cwd;
    this.isSubshell = from instanceof Shell;
    this.variables =
      from instanceof Shell ? from.variables.copy() : new Variables((bytes) => process.system.hold(bytes));
    this.functions = new Map(from instanceof Shell ? from.functions : []);
    this.aliases = new Map(from instanceof Shell ? from.aliases : []);
    this.options = from instanceof Shell ? { ...from.options } : { ...INITIAL_OPTIONS };
    this.shellPid = from instanceof Shell ? from.shellPid : process.pid;
    if (from instanceof Shell) this.#inherit(from);
    else this.#takeEnvironment(from.env);
  }

  /** Whether it is bash, by its name. */
  get isBash(): boolean {
    return this.name.endsWith('bash');
  }

  /** What a shell ends with that trips over a variable. */
  get faultCode(): number {
    return this.isBash ? 127 : 2;
  }

  /** A path as the shell means it. */
  path(path: string): string {
    return resolvePath(this.cwd, path);
  }

  /** Writes to stderr, after the shell's name; where even that cannot be written, nobody is told. */
  async complain(message: string): Promise<void> {
    const where = this.isBash ? `${this.name}: line ${Math.max(1, this.line)}` : this.name;
    try {
      await this.process.write(2, `${where}: ${message}\n`);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
    }
  }

  /** Counts a command. */
  step(): Promise<void> | undefined {
    return this.process.step();
  }

  #inherit(from: Shell): void {
    this.status = from.status;
    this.line = from.line;
    this.calls = from.calls;
    this.lastJob = from.lastJob;
    this.tested = from.tested;
    this.depth = from.depth + 1;
    for (const [signal, command] of from.traps) if (command === '') this.traps.set(signal, command);
  }

  #takeEnvironment(env: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(env)) {
      this.variables.set(name, value);
      this.variables.mark(name, { isExported: true });
    }
    for (const [name, value] of [
      ['IFS', ' \t\n'],
      ['OPTIND', '1'],
      ['PS4', '+ '],
    ] as const)
      this.variables.set(name, value);
    this.variables.set('PWD', this.cwd);
    this.variables.mark('PWD', { isExported: true });
    if (this.isBash) this.variables.set('BASH_VERSION', '5.2.37(1)-release');
  }
}

/** How a shell begins. */
export interface ShellStart {
  readonly parse: Parse;
  readonly name: string;
  readonly parameters: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

const INITIAL_OPTIONS: ShellOptions = {
  errexit: false,
  nounset: false,
  xtrace: false,
  noglob: false,
  pipefail: false,
  nullglob: false,
  noexec: false,
  allexport: false,
};
