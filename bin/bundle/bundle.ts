/**
 * Makes the bundle from `src/`: one small entry, and a chunk for whatever is loaded later. Node runs it as it is; the executables
 * are compiled from it. The commands' help texts are put into it (so that `--help` loads no command).
 */
import { basename } from 'node:path';
import { build, type Metafile } from 'esbuild';
import packageJson from '../../package.json' with { type: 'json' };
import { describeCommands } from '../../src/program.ts';
import {
  lazily,
  namedLikeNode,
  packageJsonOf,
  withoutGeneratedClient,
  withoutOptional,
  withoutUnused,
} from './plugins.ts';

/** What was made. */
export interface Bundle {
  /** The files' names, the entry `main.js` among them. */
  readonly files: readonly string[];
  /** Folders of the npm packages of which something is inside, sorted: `node_modules/yaml`. */
  readonly packages: readonly string[];
  /** What is in each file: paths from here of the sources and of the packages' files. */
  readonly contents: ReadonlyMap<string, readonly string[]>;
}

/** Writes the bundle to a folder; files of the same names there are replaced, others stay. */
export async function bundle(outdir: string): Promise<Bundle> {
  const described = await describeCommands();
  const { metafile } = await build({
    metafile: true,
    entryPoints: ['src/main.ts'],
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    minify: true,
    legalComments: 'none',
    banner: { js: BANNER },
    define: {
      // A text stays where it is used; an object would be put where everything loads it.
      DESCRIBED_COMMANDS: JSON.stringify(JSON.stringify(described)),
      COMMAND_NAMES: JSON.stringify(described.map(({ id, aliases }) => ({ id, aliases }))),
      'process.env.DEV': '"false"',
      // Else the executable's compiler writes the builder's own folders in.
      __dirname: '"/kubectl-job/bundle"',
      __filename: '"/kubectl-job/bundle/main.js"',
      // A package that looks whether another is there would have the folders about the program and the user searched.
      'require.resolve': '__resolve',
    },
    external: ['typescript'],
    plugins: [
      packageJsonOf({ name: packageJson.name, version: packageJson.version }),
      withoutGeneratedClient(),
      lazily('undici', ['Agent', 'ProxyAgent']),
      lazily('cli-table3', ['default']),
      namedLikeNode(['yaml']),
      withoutUnused(UNUSED),
      withoutOptional(/just-bash/, UNUSED_TOOLS),
    ],
    logLevel: 'warning',
  });
  const contents = contentsOf(metafile);
  return { files: [...contents.keys()], packages: packagesIn([...contents.values()].flat()), contents };
}

/** Gives CommonJS packages what Node would; nothing outside the bundle is there for them. */
const BANNER = [
  "import{createRequire as __cr}from'node:module'",
  'const require=__cr(import.meta.url),__resolve=(name)=>{throw new Error(name+" is not in the bundle")};',
].join(';');

/** Of oclif, commands use the parser and the flags. Its configuration and its help are loaded by `src/cli/`, for `--help` alone. */
const UNUSED = {
  '/core/lib/cache.js': ['@oclif/core/package.json'],
  '/core/lib/command.js': ['./config', './help/util'],
  '/core/lib/flags.js': ['./help'],
  '/core/lib/errors/handle.js': ['../help/index'],
  '/core/lib/logger.js': ['debug'],
  '/core/lib/errors/errors/cli.js': ['indent-string', 'wrap-ansi'],
  '/core/lib/errors/errors/pretty-print.js': ['indent-string', 'wrap-ansi'],
  '/core/lib/ux/index.js': ['./action/simple', './action/spinner', './colorize-json'],
};

/** Of just-bash, the sandbox runs text tools; its network, its interpreters and its archives stay out (see `sandbox/containers/tool-runner.ts`). */
const UNUSED_TOOLS =
  /^(@mongodb-js\/zstd|node-liblzma)$|chunks\/(python3|js-exec|sqlite3|undici|curl|html-to-markdown|xan|xan-view|yq|tar|flag-coverage)-/;

function contentsOf({ outputs }: Metafile): ReadonlyMap<string, readonly string[]> {
  return new Map(
    Object.entries(outputs).map(([path, { inputs }]) => {
      const used = Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
      return [basename(path), used.map(([input]) => input)];
    }),
  );
}

/** Packages that are published with others compiled into them, and those of which something is in what is used here. */
const COMPILED_IN: Readonly<Record<string, readonly string[]>> = {
  'node_modules/just-bash': [
    're2js',
    // Of `file`:
    'file-type',
    'strtok3',
    'token-types',
    'uint8array-extras',
    '@tokenizer/inflate',
    '@borewit/text-codec',
    'ieee754',
  ],
};

function packagesIn(paths: readonly string[]): readonly string[] {
  const folders = paths.flatMap((path) => {
    const [folder] = /^[^:]*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? [];
    return folder ? [folder, ...(COMPILED_IN[folder] ?? []).map((name) => `node_modules/${name}`)] : [];
  });
  return [...new Set(folders)].sort();
}
