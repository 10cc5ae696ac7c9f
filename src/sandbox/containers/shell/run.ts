/** Runs scripts: lists, pipelines, and compound commands. */

import type { Process } from '../processes/process.ts';
import { OpenFile, pipe } from '../processes/streams.ts';
import { ForkFault } from '../processes/system.ts';
import type { CommandNode, PipelineNode, StatementNode } from './ast.ts';
import { runCompound } from './compound.ts';
import { ExitFlow, LoopFlow, ReturnFlow, ShellFault } from './flow.ts';
import { SyntaxFault } from './parse.ts';
import { redirect } from './redirect.ts';
import { Shell } from './shell.ts';
import { runSimple } from './simple-command.ts';
import { runPendingTraps, runTrap } from './traps.ts';
import { ReadOnlyVariable } from './variables.ts';

/** Runs statements one after the other; their exit code is the shell's status. */
export async function runStatements(shell: Shell, statements: readonly StatementNode[]): Promise<number> {
  for (const statement of statements) await runStatement(shell, statement);
  return shell.status;
}

async function runStatement(shell: Shell, statement: StatementNode): Promise<void> {
  if (statement.deferredError) throw new ShellFault(statement.deferredError.message, { isFatal: true, code: 2 });
  if (statement.background) {
    startJob(shell, statement);
    return;
  }
  const { pipelines, operators } = statement;
  for (const [i, pipeline] of pipelines.entries()) {
    const operator = operators[i - 1];
    if ((operator === '&&' && shell.status !== 0) || (operator === '||' && shell.status === 0)) continue;
    const isTested = i < pipelines.length - 1 && operators[i] !== ';';
    await runPipeline(shell, pipeline, isTested || pipeline.negated);
  }
}

function startJob(shell: Shell, statement: StatementNode): void {
  const process = runSubshell(shell, [{ ...statement, background: false }], {});
  const job = { process, code: undefined as number | undefined };
  process.whenEnded((code) => {
    job.code = code;
  });
  shell.jobs.push(job);
  shell.lastJob = process.pid;
  shell.status = 0;
}

async function runPipeline(shell: Shell, pipeline: PipelineNode, isTested: boolean): Promise<void> {
  const { commands, negated, timed } = pipeline;
  const begunMs = shell.process.system.clock.now();
  if (isTested) shell.tested += 1;
  try {
    const [only, ...others] = commands;
    if (only && others.length === 0) {
      await runCommand(shell, only);
      shell.pipeStatus = [shell.status];
    } else await runPiped(shell, pipeline);
  } finally {
    if (isTested) shell.tested -= 1;
  }
  if (timed) await tellTime(shell, begunMs);
  if (negated) shell.status = shell.status === 0 ? 1 : 0;
  await runPendingTraps(shell);
  if (shell.status !== 0 && !isTested && shell.tested === 0) await failed(shell, commands);
}

/** `set -e` ends the script at a failure, unless a part of the command has seen to it already. */
async function failed(shell: Shell, commands: readonly CommandNode[]): Promise<void> {
  const [only] = commands;
  const isCompound =
    commands.length === 1 &&
    only?.type !== 'SimpleCommand' &&
    only?.type !== 'Subshell' &&
    only?.type !== 'ConditionalCommand' &&
    only?.type !== 'ArithmeticCommand';
  if (isCompound) return;
  await runTrap(shell, 'ERR');
  if (shell.options.errexit) throw new ExitFlow(shell.status);
}

async function tellTime(shell: Shell, begunMs: number): Promise<void> {
  const ms = shell.process.system.clock.now() - begunMs;
  const real = `${Math.floor(ms / 60_000)}m${((ms % 60_000) / 1000).toFixed(3)}s`;
  await shell.process.write(2, `\nreal\t${real}\nuser\t0m0.000s\nsys\t0m0.000s\n`);
}

/** Every part of a pipeline is a process of its own. */
async function runPiped(shell: Shell, { commands, pipeStderr }: PipelineNode): Promise<void> {
  const processes: Process[] = [];
  let input: OpenFile | undefined;
  for (const [i, command] of commands.entries()) {
    const between = i < commands.length - 1 ? pipe() : undefined;
    const output = between && new OpenFile(between.writer);
    processes.push(
      startPart(shell, command, {
        ...(input ? { 0: input } : {}),
        ...(output ? { 1: output } : {}),
        ...(output && pipeStderr?.[i] ? { 2: output } : {}),
      }),
    );
    input?.release();
    output?.release();
    input = between && new OpenFile(between.reader);
  }
  const codes: number[] = [];
  for (const process of processes) codes.push(await shell.process.block<number>((done) => process.whenEnded(done)));
  shell.pipeStatus = codes;
  const lastFailure = codes.findLast((code) => code !== 0) ?? 0;
  shell.status = shell.options.pipefail ? lastFailure : (codes.at(-1) ?? 0);
}

function startPart(shell: Shell, command: CommandNode, descriptors: Readonly<Record<number, OpenFile>>): Process {
  const pipeline: PipelineNode = { type: 'Pipeline', commands: [command], negated: false };
  return runSubshell(
    shell,
    [{ type: 'Statement', pipelines: [pipeline], operators: [], background: false }],
    descriptors,
  );
}

/** Runs statements in a copy of the shell, as a process of its own. */
export function runSubshell(
  shell: Shell,
  statements: readonly StatementNode[],
  descriptors: Readonly<Record<number, OpenFile>>,
): Process {
  const all = new Map(shell.process.descriptors);
  for (const [number, open] of Object.entries(descriptors)) all.set(Number(number), open);
  return shell.process.system.spawn({
    parent: shell.process,
    argv: shell.process.argv,
    descriptors: all,
    main: async (process) => {
      const subshell = new Shell(process, shell);
      return await runToEnd(subshell, () => runStatements(subshell, statements));
    },
  });
}

/** Runs a whole script: whatever way it leaves by, its EXIT trap runs, and there is an exit code. */
export async function runToEnd(shell: Shell, run: () => Promise<number>): Promise<number> {
  const code = await codeOf(shell, run);
  if (!shell.traps.get('EXIT')) return code;
  shell.status = code;
  const trap = shell.traps.get('EXIT') ?? '';
  shell.traps.delete('EXIT');
  const after = await codeOf(shell, async () => {
    await runStatements(shell, shell.parse(trap).statements);
    return code;
  });
  return after;
}

/** What a fault that ends a script ends it with; undefined for one that is ours. */
function faultCodeOf(error: unknown): number | undefined {
  if (error instanceof ShellFault) return error.code;
  if (error instanceof SyntaxFault) return 2;
  if (error instanceof ReadOnlyVariable) return 1;
  return error instanceof ForkFault ? FORK_FAILED : undefined;
}

/** What bash ends with when it can start no process. */
const FORK_FAILED = 254;

async function codeOf(shell: Shell, run: () => Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof ExitFlow || error instanceof ReturnFlow) return error.code;
    if (error instanceof LoopFlow) return shell.status;
    const code = faultCodeOf(error);
    if (code === undefined || !(error instanceof Error)) throw error;
    await shell.complain(error.message);
    return code;
  }
}

/** Runs one command; its exit code is the shell's status. A fault that is not fatal is told, and is exit code 1. */
export async function runCommand(shell: Shell, command: CommandNode): Promise<void> {
  const pause = shell.step();
  if (pause) await pause;
  if (command.line) shell.line = command.line;
  try {
    if (command.type === 'SimpleCommand') await runSimple(shell, command);
    else if (command.type === 'FunctionDef') {
      shell.functions.set(command.name, command);
      shell.status = 0;
    } else await runRedirected(shell, command);
  } catch (error) {
    if (
      !(error instanceof ShellFault || error instanceof ReadOnlyVariable) ||
      (error instanceof ShellFault && error.isFatal)
    )
      throw error;
    await shell.complain(error.message);
    shell.status = error instanceof ShellFault ? error.code : 1;
  }
}

async function runRedirected(
  shell: Shell,
  command: Exclude<CommandNode, { readonly type: 'SimpleCommand' | 'FunctionDef' }>,
): Promise<void> {
  if (command.redirections.length === 0) {
    await runCompound(shell, command);
    return;
  }
  const { restore } = await redirect(shell, command.redirections);
  try {
    await runCompound(shell, command);
  } finally {
    restore();
  }
}
