/** `[[ … ]]`, and what it has in common with `[`. */
import { bytesOf } from '../files/inodes.ts';
import { evaluateText } from './arithmetic.ts';
import type { Condition } from './ast.ts';
import { expandPieces, expandText } from './expand.ts';
import { ShellFault } from './flow.ts';
import { escaped } from './pattern.ts';
import { matchesPattern } from './pattern-match.ts';
import { expressionMatch } from './regular-expression.ts';
import type { Shell } from './shell.ts';
import { isSet } from './special.ts';

/** Whether an expression holds. */
export async function holds(shell: Shell, condition: Condition): Promise<boolean> {
  switch (condition.type) {
    case 'CondNot':
      return !(await holds(shell, condition.operand));
    case 'CondAnd':
      return (await holds(shell, condition.left)) && (await holds(shell, condition.right));
    case 'CondOr':
      return (await holds(shell, condition.left)) || (await holds(shell, condition.right));
    case 'CondGroup':
      return await holds(shell, condition.expression);
    case 'CondWord':
      return (await expandText(shell, condition.word)) !== '';
    case 'CondUnary':
      return unaryHolds(shell, condition.operator, await expandText(shell, condition.operand));
    case 'CondBinary':
      return await binaryCondition(shell, condition);
  }
}

async function binaryCondition(
  shell: Shell,
  { operator, left, right }: Extract<Condition, { readonly type: 'CondBinary' }>,
): Promise<boolean> {
  const text = await expandText(shell, left);
  const pieces = await expandPieces(shell, right);
  if (operator === '=' || operator === '==') return matchesPattern(text, pieces);
  if (operator === '!=') return !matchesPattern(text, pieces);
  if (operator === '=~') {
    const source = pieces.map((piece) => (piece.isQuoted ? escaped(piece.text) : piece.text)).join('');
    return await matchesExpression(shell, text, source);
  }
  const other = pieces.map((piece) => piece.text).join('');
  if (NUMERIC[operator]) return NUMERIC[operator](evaluateText(shell, text), evaluateText(shell, other));
  return binaryHolds(shell, { operator, left: text, right: other });
}

async function matchesExpression(shell: Shell, text: string, source: string): Promise<boolean> {
  const match = await expressionMatch(source, text);
  shell.variables.setAll(
    'BASH_REMATCH',
    'list',
    (match ?? []).map((group, i) => [i, group]),
  );
  return match !== undefined;
}

type Comparison = (a: bigint, b: bigint) => boolean;

/** Comparisons of numbers. */
export const NUMERIC: Readonly<Record<string, Comparison>> = {
  '-eq': (a, b) => a === b,
  '-ne': (a, b) => a !== b,
  '-lt': (a, b) => a < b,
  '-le': (a, b) => a <= b,
  '-gt': (a, b) => a > b,
  '-ge': (a, b) => a >= b,
};

/** A test of two operands that are no patterns. */
export interface BinaryTest {
  readonly operator: string;
  readonly left: string;
  readonly right: string;
}

/** Whether a test of two operands holds. Throws a `ShellFault` for one that is not known. */
export function binaryHolds(shell: Shell, { operator, left, right }: BinaryTest): boolean {
  const compare = NUMERIC[operator];
  if (compare) return compare(wholeNumber(left), wholeNumber(right));
  const modified = (path: string) => shell.process.system.files.find(shell.path(path))?.node.mtimeMs ?? -1;
  switch (operator) {
    case '=':
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '-nt':
      return modified(left) > modified(right);
    case '-ot':
      return modified(left) < modified(right);
    case '-ef':
      return (
        shell.process.system.files.find(shell.path(left))?.node ===
        shell.process.system.files.find(shell.path(right))?.node
      );
    default:
      throw new ShellFault(`${operator}: binary operator expected`, { code: 2 });
  }
}

function wholeNumber(text: string): bigint {
  if (!/^\s*[-+]?\d+\s*$/.test(text)) throw new ShellFault(`${text}: integer expression expected`, { code: 2 });
  return BigInt(text.trim().replace('+', ''));
}

/** Whether a test of one operand holds. Throws a `ShellFault` for one that is not known. */
export function unaryHolds(shell: Shell, operator: string, operand: string): boolean {
  if (operator === '-z') return operand === '';
  if (operator === '-n') return operand !== '';
  if (operator === '-v')
    return (
      isSet(shell, operand) ||
      shell.variables.elements(operand.replace(/\[.*/, '')).some(([key]) => operand.endsWith(`[${key}]`))
    );
  if (operator === '-t') return shell.process.stream(Number(operand))?.isTerminal ?? false;
  if (operator === '-o') return Object.entries(shell.options).some(([name, isOn]) => name === operand && isOn);
  return fileHolds(shell, operator, operand);
}

function fileHolds(shell: Shell, operator: string, path: string): boolean {
  const isLinkMeant = operator === '-h' || operator === '-L';
  const found = path === '' ? undefined : nodeAt(shell, path, !isLinkMeant);
  if (!found) return false;
  const { node, isReadOnly } = found;
  switch (operator) {
    case '-e':
    case '-a':
    case '-r':
    case '-O':
    case '-G':
      return true;
    case '-w':
      return !isReadOnly;
    case '-f':
      return node.kind === 'file';
    case '-d':
      return node.kind === 'directory';
    case '-h':
    case '-L':
      return node.kind === 'link';
    case '-c':
      return node.kind === 'device';
    case '-s':
      return node.kind === 'directory' || (node.kind === 'file' && bytesOf(node).length > 0);
    case '-x':
      return node.kind === 'directory' || (node.mode & 0o111) !== 0;
    case '-b':
    case '-p':
    case '-S':
    case '-u':
    case '-g':
    case '-k':
    case '-N':
      return false;
    default:
      throw new ShellFault(`${operator}: unary operator expected`, { code: 2 });
  }
}

function nodeAt(shell: Shell, path: string, follow: boolean) {
  try {
    return shell.process.system.files.find(shell.path(path), follow);
  } catch {
    return undefined;
  }
}
