/** The project's own TypeScript, parsed: what a file imports, and how long it and its functions are. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { parseAst } from 'vitest/node';

/** One import, as it is written and, for relative ones, the file it means. */
export interface Import {
  readonly specifier: string;
  readonly file: string | undefined;
  /** `import type`, or every name marked `type`: nothing is loaded. */
  readonly typeOnly: boolean;
  /** `await import(…)`. */
  readonly lazy: boolean;
}

/** One function, method or arrow with a block body. */
export interface FunctionLength {
  readonly line: number;
  readonly lines: number;
  readonly parameters: number;
}

/** One source file. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly lines: number;
  readonly imports: readonly Import[];
  readonly functions: readonly FunctionLength[];
}

/** Every TypeScript file below a folder, by path from the project's root. */
export function sourceFiles(folder: string): readonly SourceFile[] {
  return globSync(`${folder}/**/*.ts`)
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
    .map(readSource);
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

function readSource(path: string): SourceFile {
  const text = readFileSync(path, 'utf8');
  const imports: Import[] = [];
  const functions: FunctionLength[] = [];
  const lineAt = (offset: number) => text.slice(0, offset).split('\n').length;
  walk(parseAst(text, { lang: 'ts' }), (node) => {
    const found = importOf(node, path);
    if (found) imports.push(found);
    if (isFunction(node)) functions.push(lengthOf(node, lineAt));
  });
  return { path, text, lines: text.trimEnd().split('\n').length, imports, functions };
}

function importOf(node: Node, path: string): Import | undefined {
  const source = isNode(node.source) ? node.source.value : undefined;
  if (typeof source !== 'string') return undefined;
  const file = source.startsWith('.') ? normalize(join(dirname(path), source)).replaceAll('\\', '/') : undefined;
  const kinds = nodesIn(node.specifiers).map((s) => s.importKind ?? s.exportKind);
  const named = kinds.length > 0 && kinds.every((kind) => kind === 'type');
  const typeOnly = node.importKind === 'type' || node.exportKind === 'type' || named;
  return { specifier: source, file, typeOnly, lazy: node.type === 'ImportExpression' };
}

function isFunction(node: Node): boolean {
  const kinds = ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'];
  return kinds.includes(node.type) && isNode(node.body);
}

function lengthOf(node: Node, lineAt: (offset: number) => number): FunctionLength {
  const line = lineAt(node.start);
  return { line, lines: lineAt(node.end) - line + 1, parameters: nodesIn(node.params).length };
}

function walk(value: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(value)) for (const item of value) walk(item, visit);
  if (!isNode(value)) return;
  visit(value);
  for (const field of Object.values(value)) if (typeof field === 'object' && field !== null) walk(field, visit);
}

function nodesIn(value: unknown): readonly Node[] {
  return Array.isArray(value) ? value.filter(isNode) : [];
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
