/** `ls`: the tool's, but for names that look like patterns, which it would match against files once more, and at any cost. */
import { resolvePath } from '../files/paths.ts';
import type { Program, ProgramCall } from './program.ts';
import { toolProgram } from './tools.ts';

/** `ls [-FLAGS] [FILE…]`: what is named is meant as it is, since a shell has matched patterns already. */
export const ls: Program = async (call) => {
  const { process, argv } = call;
  const words = argv.slice(1);
  const isStrange = (word: string) => !word.startsWith('-') && /[*?[\]{}()!]/.test(word);
  if (!words.some(isStrange)) return await toolProgram(call);
  const missing = words.filter((word) => isStrange(word) && !isThere(call, word));
  for (const word of missing) await process.write(2, `ls: cannot access '${word}': No such file or directory\n`);
  const there = words.filter((word) => !missing.includes(word));
  if (missing.length > 0 && there.every((word) => word.startsWith('-'))) return NOT_THERE;
  const isMatched = !words.some((word) => /^-\w*d|^--directory$/.test(word));
  const quoted = there.map((word) => (isMatched && isStrange(word) ? word.replace(/[*?[\]{}()!]/g, '[$&]') : word));
  const code = await toolProgram({ ...call, argv: [argv[0] ?? 'ls', ...quoted] });
  return missing.length > 0 ? NOT_THERE : code;
};

const NOT_THERE = 2;

function isThere({ process, cwd }: ProgramCall, name: string): boolean {
  try {
    return process.system.files.find(resolvePath(cwd, name), false) !== undefined;
  } catch {
    return false;
  }
}
