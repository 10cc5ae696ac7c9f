/** What the bundler does to single packages on the way, each for a reason that `src/ARCHITECTURE.md` has. */
import { createRequire } from 'node:module';
import { basename, dirname, relative, resolve } from 'node:path';
import type { Plugin } from 'esbuild';

/** Replaces client-node's generated API classes (some 900 models) by the two symbols that its kubeconfig half imports. */
export function withoutGeneratedClient(): Plugin {
  const standIn = 'export const createConfiguration = (o) => o; export class ServerConfiguration {}';
  return {
    name: 'without-generated-client',
    setup(build) {
      build.onLoad({ filter: /client-node\/dist\/gen\/index\.js$/ }, () => ({ contents: standIn }));
    },
  };
}

/** Makes the named classes of a CommonJS package (`default`: what it is itself) load it only when one of them is constructed. */
export function lazily(name: string, classes: readonly string[]): Plugin {
  const stubs = classes.map((c) =>
    c === 'default'
      ? `export default class { constructor(...a) { return new (require('${name}'))(...a); } }`
      : `export class ${c} { constructor(...a) { return new (require('${name}').${c})(...a); } }`,
  );
  return {
    name: `lazily-${name}`,
    setup(build) {
      build.onResolve({ filter: new RegExp(`^${name}$`) }, (found) =>
        found.kind === 'import-statement' ? { path: name, namespace: `lazily-${name}` } : undefined,
      );
      build.onLoad({ filter: /.*/, namespace: `lazily-${name}` }, () => ({
        contents: stubs.join('\n'),
        resolveDir: process.cwd(),
      }));
    },
  };
}

/** Gives `await import()` of a CommonJS package the names that Node gives it: esbuild alone would offer only `default`. */
export function namedLikeNode(packages: readonly string[]): Plugin {
  return {
    name: 'named-like-node',
    setup(build) {
      build.onResolve({ filter: new RegExp(`^(${packages.join('|')})$`) }, (found) =>
        found.kind === 'dynamic-import' ? { path: found.path, namespace: 'named-like-node' } : undefined,
      );
      build.onLoad({ filter: /.*/, namespace: 'named-like-node' }, async ({ path }) => {
        const names = Object.keys(await import(path)).filter((name) => name !== 'default' && name !== 'module.exports');
        const contents = `const m = require('${path}'); export const { ${names.join(', ')} } = m; export default m;`;
        return { contents, resolveDir: process.cwd() };
      });
    },
  };
}

/**
 * Makes modules of CommonJS packages load when something of them is first used, not when those that require them are loaded. Until then
 * a proxy stands in for each, so nothing is missing. Not for what is used while loading, as a base class is.
 */
export function whenUsed({ by, modules }: { readonly by: RegExp; readonly modules: RegExp }): Plugin {
  const namespace = 'when-used';
  return {
    name: namespace,
    setup(build) {
      build.onResolve({ filter: /^[^:]+$/ }, async ({ path, pluginData, namespace: from, ...found }) => {
        const isAsked = pluginData === namespace || from === namespace;
        if (isAsked || found.kind !== 'require-call' || !by.test(found.importer)) return undefined;
        const { path: file } = await build.resolve(path, { ...found, pluginData: namespace });
        // Relative, so that the bundle does not depend on where it is made.
        return modules.test(file) ? { path: relative(process.cwd(), file), namespace } : undefined;
      });
      build.onLoad({ filter: /.*/, namespace }, ({ path }) => ({
        contents: standInFor(`./${basename(path)}`, createRequire(import.meta.url)(resolve(path)).__esModule === true),
        resolveDir: dirname(resolve(path)),
      }));
    },
  };
}

/** Whoever requires a module asks at once whether it is an ES module: that is answered without it. */
function standInFor(path: string, isEsModule: boolean): string {
  return `
    let loaded;
    const real = () => (loaded ??= require(${JSON.stringify(path)}));
    module.exports = new Proxy(function () {}, {
      get: (_, key) => (key === '__esModule' ? ${isEsModule} : real()[key]),
      has: (_, key) => key in real(),
      apply: (_, that, words) => Reflect.apply(real(), that, words),
      construct: (_, words) => Reflect.construct(real(), words),
    });`;
}
