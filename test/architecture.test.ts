/** Holds the code against its own plan: `src/ARCHITECTURE.md`, arrows and lengths. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Import, type SourceFile, sourceFiles } from './support/source-files.ts';

const files = sourceFiles('src');

/** Which rooms (or single files) a room may import from, and what it may use beside them. */
const ARROWS: Readonly<Record<string, Arrow>> = {
  main: { rooms: ['program'], packages: [], node: ['node:module'] },
  program: { rooms: ['cli', 'commands', 'terminal'], packages: ['@oclif/core'], node: true },
  commands: { rooms: ['cli', 'operations', 'views', 'terminal'], packages: ['@oclif/core'] },
  'commands/sandbox': { rooms: ['cli', 'sandbox', 'views', 'terminal'], packages: ['@oclif/core'], node: true },
  cli: { rooms: ['batch', 'views', 'terminal'], packages: ['@oclif/core', 'yaml'], node: true },
  'cli/compose.ts': { rooms: ['batch', 'views', 'terminal', 'cluster', 'sandbox'], packages: [], node: true },
  operations: { rooms: ['batch'], packages: [] },
  cluster: {
    rooms: ['batch'],
    packages: ['@kubernetes/client-node', 'hpagent', 'js-yaml', 'socks-proxy-agent', 'ws', 'yaml'],
    node: true,
  },
  views: { rooms: ['batch'], packages: ['cli-table3', 'yaml'], node: ['node:util'] },
  terminal: { rooms: ['views/page.ts'], packages: ['ora', 'log-update'], node: true },
  sandbox: { rooms: ['batch', 'cluster/normalise'], packages: ['just-bash', 're2js', 'yaml', 'ws'], node: true },
  batch: { rooms: [], packages: [] },
};

interface Arrow {
  readonly rooms: readonly string[];
  readonly packages: readonly string[];
  /** Node's own modules: none (absent), all (true), or those named. */
  readonly node?: true | readonly string[];
}

/** Types alone may also come from here: nothing is loaded by them. */
const TYPES_ALLOWED: Readonly<Record<string, readonly string[]>> = {
  operations: ['cluster/port.ts'],
  views: ['operations', 'cluster/port.ts'],
  cli: ['cluster/port.ts', 'cluster/connection.ts', 'cluster'],
  commands: ['cluster/port.ts', 'batch'],
  cluster: ['@kubernetes/client-node'],
};

/** `cluster/port.ts` is types and three structural checks: the rings above may call those. */
const PORT = 'src/cluster/port.ts';

/** Loaded only when they are needed: a static import of them is a mistake. */
const LAZY_PACKAGES = [
  '@kubernetes/client-node',
  'just-bash',
  're2js',
  'ora',
  'log-update',
  'hpagent',
  'socks-proxy-agent',
];

describe('the arrows of src/ARCHITECTURE.md', () => {
  for (const file of files) {
    test(`${file.path} imports only what its room may`, () => {
      expect(file.imports.flatMap((found) => objections(file, found))).toEqual([]);
    });
  }

  test('batch/ takes time, chance and the world as arguments', () => {
    const forbidden = /\bawait\b|\basync\b|Date\.now|new Date\(\)|Math\.random|\bprocess\.|performance\.now|setTimeout/;
    const guilty = files.filter((f) => f.path.startsWith('src/batch/') && forbidden.test(withoutComments(f.text)));
    expect(guilty.map((f) => `${f.path}: hand time, chance and streams in as arguments`)).toEqual([]);
  });

  test('only terminal/ touches the process streams and signals', () => {
    const touches = /process\.(stdout|stderr|stdin|on|once)\b|console\./;
    const allowed = /^src\/(terminal\/|main\.ts)/;
    const guilty = files.filter((f) => !allowed.test(f.path) && touches.test(withoutComments(f.text)));
    expect(guilty.map((f) => `${f.path}: write through terminal/`)).toEqual([]);
  });
});

describe('the lengths', () => {
  const fileLengths = files.map((f) => f.lines);
  const functions = files.flatMap((f) => f.functions.map((fn) => ({ ...fn, where: `${f.path}:${fn.line}` })));
  const functionLengths = functions.map((fn) => fn.lines);

  test('the figures are printed, and medians stay where they should be', () => {
    const figures = { files: spread(fileLengths), functions: spread(functionLengths) };
    process.stdout.write(
      `lines a file ${JSON.stringify(figures.files)}, a function ${JSON.stringify(figures.functions)}\n`,
    );
    expect(figures.files.median).toBeLessThanOrEqual(120);
    expect(figures.functions.median).toBeLessThanOrEqual(12);
    expect(figures.functions.p90).toBeLessThanOrEqual(30);
  });

  test('no file is over 300 lines', () => {
    const long = files.filter((f) => f.lines > 300);
    expect(
      long.map((f) => `${f.path}: ${f.lines} lines; move a part with a name of its own to a file of its own`),
    ).toEqual([]);
  });

  test('no function is over 50 lines', () => {
    const long = functions.filter((fn) => fn.lines > 50);
    expect(long.map((fn) => `${fn.where}: ${fn.lines} lines; name its steps`)).toEqual([]);
  });

  test('no function takes more than three parameters', () => {
    const many = functions.filter((fn) => fn.parameters > 3);
    expect(many.map((fn) => `${fn.where}: ${fn.parameters} parameters; hand in a named options object`)).toEqual([]);
  });

  test('the run of a command stays a translation', () => {
    const long = files.filter((f) => f.path.startsWith('src/commands/')).filter((f) => f.lines > 200);
    expect(long.map((f) => `${f.path}: ${f.lines} lines; move logic to operations/ or views/`)).toEqual([]);
  });
});

describe('the words', () => {
  test('no file is named for nothing in particular', () => {
    const vague = files.filter((f) => /(^|[/-])(utils?|helpers?|common|manager|service|misc)\b/.test(f.path));
    expect(vague.map((f) => `${f.path}: name it for what it decides or does`)).toEqual([]);
  });

  test('every export has a doc comment', () => {
    expect(files.flatMap(undocumentedExports)).toEqual([]);
  });

  test('src/ARCHITECTURE.md names every file of batch/', () => {
    const map = readFileSync('src/ARCHITECTURE.md', 'utf8');
    const names = files.filter((f) => f.path.startsWith('src/batch/')).map((f) => f.path.replace('src/batch/', ''));
    expect(names.filter((name) => !map.includes(name))).toEqual([]);
  });
});

function objections(file: SourceFile, found: Import): readonly string[] {
  const room = roomOf(file.path);
  const arrow = ARROWS[file.path.replace('src/', '')] ?? ARROWS[room];
  if (!arrow) return [`${file.path}: its room is not in src/ARCHITECTURE.md; add it there and to ARROWS`];
  const why = found.file ? objectionToFile(room, arrow, found) : objectionToPackage(room, arrow, found);
  return why ? [`${file.path} imports ${found.specifier}: ${why}`] : [];
}

function objectionToFile(room: string, arrow: Arrow, found: Import): string | undefined {
  const target = (found.file ?? '').replace(/^src\//, '');
  const allowed = [room.split('/')[0] ?? room, ...arrow.rooms, ...(found.typeOnly ? (TYPES_ALLOWED[room] ?? []) : [])];
  if (allowed.some((place) => target === place || target === `${place}.ts` || target.startsWith(`${place}/`))) return;
  if (target === 'package.json' || target === '../package.json' || !found.file?.startsWith('src/')) return;
  if (found.file === PORT && ['operations', 'cli'].includes(room)) return;
  return `${room} may import ${allowed.join(', ') || 'nothing'}; hand the value in, or move the code`;
}

function objectionToPackage(room: string, arrow: Arrow, found: Import): string | undefined {
  if (found.specifier.startsWith('node:')) {
    if (arrow.node === true || arrow.node?.includes(found.specifier)) return;
    return `${room} may not use Node's modules; take what you need as an argument`;
  }
  const name = found.specifier
    .split('/')
    .slice(0, found.specifier.startsWith('@') ? 2 : 1)
    .join('/');
  const known = [...arrow.packages, ...(found.typeOnly ? (TYPES_ALLOWED[room] ?? []) : [])];
  if (!known.includes(name)) return `${room} may not use ${name}; see the list of packages in src/ARCHITECTURE.md`;
  if (LAZY_PACKAGES.includes(name) && !found.lazy && !found.typeOnly)
    return 'load it with await import(), where it is needed';
  return;
}

function roomOf(path: string): string {
  const inner = path.replace('src/', '');
  if (inner.startsWith('commands/sandbox/')) return 'commands/sandbox';
  return inner.includes('/') ? (inner.split('/')[0] ?? inner) : inner.replace('.ts', '');
}

function undocumentedExports(file: SourceFile): readonly string[] {
  const lines = file.text.split('\n');
  const exported = /^export (?:default |abstract |async |declare )*(?:function\*?|const|class|interface|type) (\w+)/;
  return lines.flatMap((line, i) => {
    const name = exported.exec(line)?.[1];
    const before = lines.slice(0, i).findLast((above) => !above.startsWith('@')) ?? '';
    return name && !before.trimEnd().endsWith('*/') ? [`${file.path}:${i + 1}: ${name} has no doc comment`] : [];
  });
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '');
}

function spread(values: readonly number[]): { readonly median: number; readonly p90: number; readonly most: number } {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { median: at(0.5), p90: at(0.9), most: at(1) };
}
