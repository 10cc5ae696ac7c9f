/** Compound commands: if, for, while, case, groups, `[[ … ]]`, `(( … ))`. */
import { evaluate } from './arithmetic.ts';
import type { Command, CompoundCommand, StatementNode } from './ast.ts';
import { holds } from './condition.ts';
import { expandPieces, expandText, expandWords } from './expand.ts';
import { LoopFlow } from './flow.ts';
import { matchesPattern } from './pattern-match.ts';
import { runStatements, runSubshell } from './run.ts';
import type { Shell } from './shell.ts';

/** Runs a compound command; its exit code is the shell's status. */
export async function runCompound(shell: Shell, command: CompoundCommand): Promise<void> {
  switch (command.type) {
    case 'If':
      return await runIf(shell, command);
    case 'For':
      return await runFor(shell, command);
    case 'CStyleFor':
      return await runCounting(shell, command);
    case 'While':
    case 'Until':
      return await runWhile(shell, command);
    case 'Case':
      return await runCase(shell, command);
    case 'Group':
      await runStatements(shell, command.body);
      return;
    case 'Subshell': {
      const child = runSubshell(shell, command.body, {});
      shell.status = await shell.process.block<number>((done) => child.whenEnded(done));
      return;
    }
    case 'ArithmeticCommand':
      shell.status = (await evaluate(shell, command.expression)) === 0n ? 1 : 0;
      return;
    case 'ConditionalCommand':
      shell.status = (await holds(shell, command.expression)) ? 0 : 1;
  }
}

/** Whether statements succeed; their failures end nothing. */
async function succeeds(shell: Shell, statements: readonly StatementNode[]): Promise<boolean> {
  shell.tested += 1;
  try {
    return (await runStatements(shell, statements)) === 0;
  } finally {
    shell.tested -= 1;
  }
}

async function runIf(shell: Shell, { clauses, elseBody }: Command<'If'>): Promise<void> {
  for (const { condition, body } of clauses) {
    if (await succeeds(shell, condition)) {
      await runStatements(shell, body);
      return;
    }
  }
  shell.status = 0;
  if (elseBody) await runStatements(shell, elseBody);
}

/** Runs the body of a loop once; false: the loop is over. */
async function turn(shell: Shell, body: readonly StatementNode[]): Promise<boolean> {
  const pause = shell.step();
  if (pause) await pause;
  try {
    await runStatements(shell, body);
    return true;
  } catch (error) {
    if (!(error instanceof LoopFlow)) throw error;
    if (error.levels > 1) throw new LoopFlow(error.kind, error.levels - 1);
    return error.kind === 'continue';
  }
}

async function runFor(shell: Shell, { variable, words, body }: Command<'For'>): Promise<void> {
  const values = words ? await expandWords(shell, words) : shell.parameters;
  shell.status = 0;
  for (const value of values) {
    shell.variables.set(variable, value);
    if (!(await turn(shell, body))) return;
  }
}

async function runCounting(shell: Shell, { init, condition, update, body }: Command<'CStyleFor'>): Promise<void> {
  if (init) await evaluate(shell, init);
  shell.status = 0;
  while (!condition || (await evaluate(shell, condition)) !== 0n) {
    if (!(await turn(shell, body))) return;
    if (update) await evaluate(shell, update);
  }
}

async function runWhile(shell: Shell, { type, condition, body }: Command<'While'> | Command<'Until'>): Promise<void> {
  let status = 0;
  for (;;) {
    const goesOn = await conditionOf(shell, { type, condition });
    if (!goesOn) break;
    const again = await turn(shell, body);
    status = shell.status;
    if (!again) break;
  }
  shell.status = status;
}

async function conditionOf(
  shell: Shell,
  { type, condition }: Pick<Command<'While'> | Command<'Until'>, 'type' | 'condition'>,
): Promise<boolean> {
  try {
    return (await succeeds(shell, condition)) === (type === 'While');
  } catch (error) {
    if (!(error instanceof LoopFlow)) throw error;
    if (error.levels > 1) throw new LoopFlow(error.kind, error.levels - 1);
    return error.kind === 'continue' ? await conditionOf(shell, { type, condition }) : false;
  }
}

async function runCase(shell: Shell, { word, items }: Command<'Case'>): Promise<void> {
  const subject = await expandText(shell, word);
  shell.status = 0;
  let fallsThrough = false;
  for (const { patterns, body, terminator } of items) {
    const isHit = fallsThrough || (await matchesAny(shell, subject, patterns));
    if (!isHit) continue;
    await runStatements(shell, body);
    if (terminator === ';;') return;
    fallsThrough = terminator === ';&';
  }
}

async function matchesAny(
  shell: Shell,
  subject: string,
  patterns: Command<'Case'>['items'][number]['patterns'],
): Promise<boolean> {
  for (const pattern of patterns) if (matchesPattern(subject, await expandPieces(shell, pattern))) return true;
  return false;
}
