/** The shell's own commands, by their names. */
import type { Redirected } from '../redirect.ts';
import type { Shell } from '../shell.ts';
import { DECLARING } from './declare.ts';
import { FLOW } from './flow-builtins.ts';
import { JOB_CONTROL } from './jobs.ts';
import { OUTPUT } from './output.ts';
import { READING } from './read.ts';
import { SETTINGS } from './settings.ts';

/** What a builtin may need beside its arguments. */
export interface BuiltinCall {
  readonly redirected: Redirected;
  readonly name: string;
}

/** A command of the shell itself; it returns its exit code. */
export type Builtin = (shell: Shell, args: readonly string[], call: BuiltinCall) => number | Promise<number>;

let special: ReadonlyMap<string, Builtin> | undefined;
let others: ReadonlyMap<string, Builtin> | undefined;

/** The builtin of a name that a function cannot replace, and whose assignments stay. */
export function specialBuiltin(name: string): Builtin | undefined {
  special ??= new Map(Object.entries(FLOW));
  return special.get(name);
}

/** Any other builtin. */
export function plainBuiltin(name: string): Builtin | undefined {
  others ??= new Map(Object.entries({ ...OUTPUT, ...DECLARING, ...JOB_CONTROL, ...READING, ...SETTINGS }));
  return others.get(name);
}
