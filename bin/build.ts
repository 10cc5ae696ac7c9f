/**
 * Makes `dist/` from `src/`: one small entry, and a chunk for whatever is loaded later. Some things are done on the way:
 * the commands' help texts are put into the program (so that `--help` loads no command), the generated half of
 * `@kubernetes/client-node` is left out (only its kubeconfig and authentication are used), and the libraries that only
 * some kubeconfigs need are loaded when they are needed. A test holds the bundle's parts against these promises.
 */
import { readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { describeCommands } from '../src/program.ts';

const { metafile } = await build({
  metafile: true,
  entryPoints: ['src/main.ts'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  minify: true,
  keepNames: true,
  legalComments: 'none',
  banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
  define: { DESCRIBED_COMMANDS: JSON.stringify(await describeCommands()), 'process.env.DEV': '"false"' },
  external: ['typescript'],
  plugins: [withoutGeneratedClient(), lazily('undici', ['Agent', 'ProxyAgent']), namedLikeNode(['yaml'])],
  logLevel: 'warning',
});

/** What an earlier build left goes last, so that there is a program at every moment. */
const made = new Set(Object.keys(metafile.outputs).map((path) => basename(path)));
const left = (await readdir('dist')).filter((file) => !made.has(file));
await Promise.all(left.map((file) => rm(join('dist', file), { recursive: true })));

/** Replaces client-node's generated API classes (some 900 models) by the two symbols that its kubeconfig half imports. */
function withoutGeneratedClient(): Plugin {
  const standIn = 'export const createConfiguration = (o) => o; export class ServerConfiguration {}';
  return {
    name: 'without-generated-client',
    setup(pluginBuild) {
      pluginBuild.onLoad({ filter: /client-node\/dist\/gen\/index\.js$/ }, () => ({ contents: standIn }));
    },
  };
}

/** Makes the named classes of a CommonJS package load it only when one of them is constructed. */
function lazily(name: string, classes: readonly string[]): Plugin {
  const stubs = classes.map(
    (c) => `export class ${c} { constructor(...a) { return new (require('${name}').${c})(...a); } }`,
  );
  return {
    name: `lazily-${name}`,
    setup(pluginBuild) {
      pluginBuild.onResolve({ filter: new RegExp(`^${name}$`) }, (found) =>
        found.kind === 'import-statement' ? { path: name, namespace: `lazily-${name}` } : undefined,
      );
      pluginBuild.onLoad({ filter: /.*/, namespace: `lazily-${name}` }, () => ({
        contents: stubs.join('\n'),
        resolveDir: process.cwd(),
      }));
    },
  };
}

/**
 * Gives `await import()` of a CommonJS package the names that Node gives it: esbuild alone would offer only `default`.
 */
function namedLikeNode(packages: readonly string[]): Plugin {
  return {
    name: 'named-like-node',
    setup(pluginBuild) {
      pluginBuild.onResolve({ filter: new RegExp(`^(${packages.join('|')})$`) }, (found) =>
        found.kind === 'dynamic-import' ? { path: found.path, namespace: 'named-like-node' } : undefined,
      );
      pluginBuild.onLoad({ filter: /.*/, namespace: 'named-like-node' }, async ({ path }) => {
        const names = Object.keys(await import(path)).filter((name) => name !== 'default' && name !== 'module.exports');
        const contents = `const m = require('${path}'); export const { ${names.join(', ')} } = m; export default m;`;
        return { contents, resolveDir: process.cwd() };
      });
    },
  };
}
