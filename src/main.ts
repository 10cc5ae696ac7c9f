#!/usr/bin/env node
/**
 * The program's first file. It uses nothing that an old Node lacks, so that an old Node gets one line that says what to
 * install, not a syntax error from somewhere deeper.
 */
const REQUIRED = [22, 19] as const;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < REQUIRED[0] || (major === REQUIRED[0] && minor < REQUIRED[1])) {
  process.stderr.write(
    `error: kubectl-job needs Node.js ${REQUIRED.join('.')} or newer, and this is ${process.versions.node}: install a newer one from https://nodejs.org\n`,
  );
  process.exitCode = 1;
} else {
  // The executable, which is Bun's, brings its byte code along.
  if (!process.versions.bun) (await import('node:module')).enableCompileCache?.();
  const { run } = await import('./program.ts');
  process.exit(await run(process.argv.slice(2)));
}
