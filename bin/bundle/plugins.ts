/** What the bundler does to single packages on the way, each for a reason that `src/ARCHITECTURE.md` has. */
import { resolve } from 'node:path';
import type { Plugin } from 'esbuild';

/** Of the project's own package.json, only these fields: what its scripts say is no part of the program, and would change its sums. */
export function packageJsonOf(fields: Readonly<Record<string, string>>): Plugin {
  const own = resolve('package.json');
  return {
    name: 'package-json',
    setup(build) {
      build.onLoad({ filter: /package\.json$/ }, ({ path }) =>
        path === own ? { contents: JSON.stringify(fields), loader: 'json' } : undefined,
      );
    },
  };
}

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
 * Leaves out what CommonJS modules require and here never use: for the end of a module's path, what it requires, in its own words. What
 * stands in for it can be constructed and called, and does nothing.
 */
export function withoutUnused(unused: Readonly<Record<string, readonly string[]>>): Plugin {
  const namespace = 'unused';
  return {
    name: namespace,
    setup(build) {
      build.onResolve({ filter: /.*/ }, ({ path, importer, kind }) => {
        const module = kind === 'require-call' && Object.keys(unused).find((end) => importer.endsWith(end));
        return module && unused[module]?.includes(path) ? { path, namespace } : undefined;
      });
      const contents =
        'const unused = function () { return () => {}; }; unused.__esModule = true; unused.default = unused; module.exports = unused;';
      build.onLoad({ filter: /.*/, namespace }, () => ({ contents }));
    },
  };
}

/**
 * Leaves out what a package loads only when it is asked for, and here never is: of the folder of that package, dynamic imports whose path
 * one of these matches. What stands in for them throws when it is loaded.
 */
export function withoutOptional(folder: RegExp, unused: RegExp): Plugin {
  const namespace = 'optional';
  return {
    name: `without-optional-${folder.source}`,
    setup(build) {
      build.onResolve({ filter: unused }, ({ path, importer, kind }) =>
        kind === 'dynamic-import' && folder.test(importer) ? { path, namespace } : undefined,
      );
      const contents = 'throw new Error("not in the bundle");';
      build.onLoad({ filter: /.*/, namespace }, () => ({ contents }));
    },
  };
}
