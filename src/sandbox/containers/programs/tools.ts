/** Tools of just-bash as programs: they read all of their input, and then write. */
import { type Program, readAll } from './program.ts';

/** Tools that read their input only where no file is named; others never do. */
const NEVER_READ = new Set([
  'ls',
  'mkdir',
  'rmdir',
  'touch',
  'rm',
  'cp',
  'mv',
  'ln',
  'chmod',
  'readlink',
  'stat',
  'find',
  'basename',
  'dirname',
  'tree',
  'du',
  'seq',
  'expr',
  'file',
  'which',
  'printenv',
]);

/** Runs one. */
export const toolProgram: Program = async ({ process, argv, env, cwd }) => {
  const { system } = process;
  const name = (argv[0] ?? '').replace(/^.*\//, '');
  const stdin = NEVER_READ.has(name) ? new Uint8Array() : await readAll(process);
  const pause = process.step();
  if (pause) await pause;
  const { code, stdout, stderr } = await process.block<Awaited<ReturnType<typeof system.tools.run>>>((done) => {
    let isWanted = true;
    system.tools.run({ argv: [name, ...argv.slice(1)], env, cwd, stdin, files: system.files }).then((result) => {
      if (isWanted) done(result);
    });
    return () => {
      isWanted = false;
    };
  });
  if (stderr.length > 0) await process.write(2, stderr);
  if (stdout.length > 0) await process.write(1, stdout);
  return code;
};
