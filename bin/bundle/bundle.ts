/**
 * Makes the bundle from `src/`: one small entry, and a chunk for whatever is loaded later. Node runs it as it is; the executables
 * are compiled from it. The commands' help texts are put into it (so that `--help` loads no command).
 */
import { basename } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { describeCommands } from '../../src/program.ts';
import { lazily, namedLikeNode, whenUsed, withoutGeneratedClient } from './plugins.ts';

/** What was made. */
export interface Bundle {
  /** The files' names, the entry `main.js` among them. */
  readonly files: readonly string[];
  /** Folders of the npm packages of which something is inside, sorted: `node_modules/yaml`. */
  readonly packages: readonly string[];
}

/** Writes the bundle to a folder; files of the same names there are replaced, others stay. */
export async function bundle(outdir: string): Promise<Bundle> {
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
      DESCRIBED_COMMANDS: JSON.stringify(await describeCommands()),
      'process.env.DEV': '"false"',
      // Else the executable's compiler writes the builder's own folders in.
      __dirname: '"/kubectl-job/bundle"',
      __filename: '"/kubectl-job/bundle/main.js"',
      // A package that looks whether another is there would have the folders about the program and the user searched.
      'require.resolve': '__resolve',
    },
    external: ['typescript'],
    plugins: [
      withoutGeneratedClient(),
      lazily('undici', ['Agent', 'ProxyAgent']),
      lazily('cli-table3', ['default']),
      namedLikeNode(['yaml']),
      whenUsed({ by: /@oclif\/core\/lib\//, modules: SELDOM_USED }),
    ],
    logLevel: 'warning',
  });
  return { files: Object.keys(metafile.outputs).map((path) => basename(path)), packages: packagesIn(metafile) };
}

/** Gives CommonJS packages what Node would; nothing outside the bundle is there for them. */
const BANNER = [
  "import{createRequire as __cr}from'node:module'",
  'const require=__cr(import.meta.url),__resolve=(name)=>{throw new Error(name+" is not in the bundle")};',
].join(';');

/** What oclif needs for its configuration, help, spinners and its own way of telling errors; no command does. */
const SELDOM_USED =
  /core\/lib\/(config\/index|help\/index|ux\/action\/\w+|ux\/colorize-json)\.js$|\/(ejs|clean-stack|wrap-ansi|indent-string)\//;

function packagesIn({ outputs }: Metafile): readonly string[] {
  const inputs = Object.values(outputs).flatMap(({ inputs }) => Object.entries(inputs));
  const used = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path);
  const folders = used.map((path) => /^[^:]*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]);
  return [...new Set(folders)].filter((folder) => folder !== undefined).sort();
}
