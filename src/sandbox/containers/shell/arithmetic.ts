/** `$(( … ))`: whole numbers of 64 bits. */
import type { Arithmetic, ArithmeticText } from './ast.ts';
import { expandText } from './expand.ts';
import { ShellFault } from './flow.ts';
import { arithmeticIn, wordIn } from './parse.ts';
import type { Shell } from './shell.ts';
import { isSet, parameterText } from './special.ts';

/** The value of an expression. Expansions in it are carried out first, where they may give more than numbers. Throws a `ShellFault`. */
export async function evaluate(shell: Shell, { expression, originalText }: ArithmeticText): Promise<bigint> {
  if (originalText === undefined || !/\$[({]|`|[\w#]\$|\$\w+[\w#]*[#[]/.test(originalText)) {
    return BigInt.asIntN(64, computed(shell, expression, 0));
  }
  const word = wordIn(shell.parse, `"${withoutQuotes(originalText)}"`);
  return BigInt.asIntN(64, evaluateText(shell, await expandText(shell, word)));
}

/** Double quotes mean nothing in an expression; those in a substitution are its own. */
function withoutQuotes(text: string): string {
  let depth = 0;
  let kept = '';
  for (let i = 0; i < text.length; i += 1) {
    const char = text.charAt(i);
    if (char === '(' && (depth > 0 || text.charAt(i - 1) === '$')) depth += 1;
    else if (char === ')' && depth > 0) depth -= 1;
    if (char !== '"' || depth > 0) kept += char;
  }
  return kept;
}

/** The value of a text as an expression: what a variable holds may be one itself. */
export function evaluateText(shell: Shell, text: string, depth = 0): bigint {
  const plain = text.trim();
  if (plain === '') return 0n;
  if (/^-?(0|[1-9]\d*)$/.test(plain)) return BigInt(plain);
  if (depth > MOST_DEPTH) throw new ShellFault(`${text}: expression recursion level exceeded`);
  return computed(shell, arithmeticIn(shell.parse, plain), depth + 1);
}

const MOST_DEPTH = 50;

function computed(shell: Shell, node: Arithmetic, depth: number): bigint {
  const value = (inner: Arithmetic) => computed(shell, inner, depth);
  switch (node.type) {
    case 'ArithNumber':
      return BigInt(Math.trunc(node.value));
    case 'ArithVariable':
      return variableValue(shell, node.name, depth);
    case 'ArithSpecialVar':
    case 'ArithBracedExpansion':
      return evaluateText(
        shell,
        parameterText(shell, node.type === 'ArithSpecialVar' ? node.name : node.content) ?? '',
        depth,
      );
    case 'ArithGroup':
    case 'ArithNested':
      return value(node.expression);
    case 'ArithUnary':
      return unary(shell, node, depth);
    case 'ArithBinary':
      return logical(shell, node, depth) ?? binary(node.operator, value(node.left), value(node.right));
    case 'ArithTernary':
      return value(node.condition) === 0n ? value(node.alternate) : value(node.consequent);
    case 'ArithAssignment':
      return assignment(shell, node, depth);
    case 'ArithArrayElement': {
      const key = node.index ? keyOf(shell, node.array, { index: node.index, depth }) : (node.stringKey ?? '0');
      return evaluateText(shell, elementText(shell, node.array, key), depth);
    }
    case 'ArithSingleQuote':
      return BigInt(node.value);
    default:
      throw new ShellFault('arithmetic syntax error');
  }
}

function variableValue(shell: Shell, name: string, depth: number): bigint {
  const text = parameterText(shell, name);
  if (text === undefined && shell.options.nounset && !isSet(shell, name)) {
    throw new ShellFault(`${name}: unbound variable`, { isFatal: true, code: shell.faultCode });
  }
  return evaluateText(shell, text ?? '', depth);
}

function keyOf(shell: Shell, array: string, at: { readonly index: Arithmetic; readonly depth: number }): string {
  if (shell.variables.get(array)?.kind === 'map' && at.index.type === 'ArithVariable') {
    return at.index.hasDollarPrefix ? (parameterText(shell, at.index.name) ?? '') : at.index.name;
  }
  const index = computed(shell, at.index, at.depth);
  return String(index < 0n ? BigInt(shell.variables.elements(array).length) + index : index);
}

function elementText(shell: Shell, array: string, key: string): string {
  return shell.variables.elements(array).find(([at]) => at === key)?.[1] ?? '';
}

function unary(shell: Shell, node: Extract<Arithmetic, { readonly type: 'ArithUnary' }>, depth: number): bigint {
  const before = computed(shell, node.operand, depth);
  switch (node.operator) {
    case '-':
      return -before;
    case '+':
      return before;
    case '!':
      return before === 0n ? 1n : 0n;
    case '~':
      return ~before;
    default: {
      const after = before + (node.operator === '++' ? 1n : -1n);
      const { operand } = node;
      if (operand.type === 'ArithVariable') shell.variables.set(operand.name, String(after));
      else if (operand.type === 'ArithArrayElement' && operand.index) {
        shell.variables.setElement(
          operand.array,
          keyOf(shell, operand.array, { index: operand.index, depth }),
          String(after),
        );
      } else throw new ShellFault('arithmetic syntax error: operand expected');
      return node.prefix ? after : before;
    }
  }
}

/** `&&`, `||` and `,` look at the right side only where they must. */
function logical(
  shell: Shell,
  node: Extract<Arithmetic, { readonly type: 'ArithBinary' }>,
  depth: number,
): bigint | undefined {
  const right = () => computed(shell, node.right, depth);
  if (node.operator === '&&') return computed(shell, node.left, depth) !== 0n && right() !== 0n ? 1n : 0n;
  if (node.operator === '||') return computed(shell, node.left, depth) !== 0n || right() !== 0n ? 1n : 0n;
  if (node.operator !== ',') return undefined;
  computed(shell, node.left, depth);
  return right();
}

const truth = (is: boolean) => (is ? 1n : 0n);

function binary(operator: string, a: bigint, b: bigint): bigint {
  if ((operator === '/' || operator === '%') && b === 0n) throw new ShellFault('division by 0');
  if (operator === '**' && (b < 0n || b > 4096n)) throw new ShellFault('exponent less than 0');
  const compute = OPERATORS[operator];
  if (!compute) throw new ShellFault(`arithmetic syntax error: operator ${operator}`);
  return BigInt.asIntN(64, compute(a, b));
}

const OPERATORS: Readonly<Record<string, (a: bigint, b: bigint) => bigint>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '**': (a, b) => a ** b,
  '<<': (a, b) => a << BigInt.asUintN(6, b),
  '>>': (a, b) => a >> BigInt.asUintN(6, b),
  '&': (a, b) => a & b,
  '|': (a, b) => a | b,
  '^': (a, b) => a ^ b,
  '<': (a, b) => truth(a < b),
  '<=': (a, b) => truth(a <= b),
  '>': (a, b) => truth(a > b),
  '>=': (a, b) => truth(a >= b),
  '==': (a, b) => truth(a === b),
  '!=': (a, b) => truth(a !== b),
};

function assignment(
  shell: Shell,
  node: Extract<Arithmetic, { readonly type: 'ArithAssignment' }>,
  depth: number,
): bigint {
  const key = node.subscript ? keyOf(shell, node.variable, { index: node.subscript, depth }) : node.stringKey;
  const before = () =>
    evaluateText(
      shell,
      key === undefined ? (shell.variables.text(node.variable) ?? '') : elementText(shell, node.variable, key),
      depth,
    );
  const given = computed(shell, node.value, depth);
  const after = node.operator === '=' ? given : binary(node.operator.slice(0, -1), before(), given);
  if (key === undefined) shell.variables.set(node.variable, String(after));
  else shell.variables.setElement(node.variable, key, String(after));
  return after;
}
