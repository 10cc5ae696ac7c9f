/** Commands as completion sees them: the tables that oclif makes help and parsers from, which hold nothing but data. */
import type { TabledKind } from '../../cluster/port.ts';

/** A command; oclif's own descriptions of commands have it all. */
export interface CommandShape {
  /** Its words, joined by `:`. */
  readonly id: string;
  readonly summary?: string | undefined;
  readonly hidden?: boolean | undefined;
  readonly aliases: readonly string[];
  readonly flags: Readonly<Record<string, CompletedFlag>>;
  readonly args: Readonly<Record<string, CompletedArgument>>;
}

/** A flag. */
export interface CompletedFlag {
  readonly type: 'boolean' | 'option';
  readonly char?: string | undefined;
  readonly summary?: string | undefined;
  readonly description?: string | undefined;
  readonly hidden?: boolean | undefined;
  readonly multiple?: boolean | undefined;
  readonly options?: readonly string[] | undefined;
  readonly helpValue?: string | readonly string[] | undefined;
  readonly helpGroup?: string | undefined;
  /** What `-o` can be, where it is one of `outputFlag`. */
  readonly formats?: readonly string[];
}

/** An argument. */
export interface CompletedArgument {
  readonly hidden?: boolean | undefined;
  readonly multiple?: boolean | undefined;
  readonly options?: readonly string[] | undefined;
  /** Which objects it names, where it is one of `targetArgs`. */
  readonly kinds?: readonly TabledKind[];
}

/** Whether a flag's value may be left out: help shows it in brackets. */
export function hasOptionalValue(flag: CompletedFlag): boolean {
  return typeof flag.helpValue === 'string' && flag.helpValue.startsWith('[');
}

/** The arguments that people are told of. */
export function shownArguments(command: CommandShape): readonly CompletedArgument[] {
  return Object.values(command.args).filter(({ hidden }) => !hidden);
}
