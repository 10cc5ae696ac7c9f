/** `rm`: a link is a name like any other, wherever it leads. */
import { FileError } from '../files/file-error.ts';
import { resolvePath } from '../files/paths.ts';
import { optionsOf, type Program } from './program.ts';

/** `rm [-rf] FILE…`. */
export const rm: Program = async ({ process, argv, cwd }) => {
  const { flags, rest } = optionsOf(argv.slice(1), '');
  const isForced = flags.has('f') || flags.has('force');
  const isDeep = flags.has('r') || flags.has('R') || flags.has('recursive');
  let code = 0;
  const complain = async (why: string) => {
    code = 1;
    await process.write(2, `rm: ${why}\n`);
  };
  if (rest.length === 0 && !isForced) await complain('missing operand');
  for (const name of rest) {
    try {
      const found = process.system.files.find(resolvePath(cwd, name), false);
      if (!found && isForced) continue;
      if (found?.node.kind === 'directory' && !isDeep) await complain(`cannot remove '${name}': Is a directory`);
      else process.system.files.remove(resolvePath(cwd, name), isDeep);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      if (!(isForced && error.reason === 'ENOTDIR')) await complain(`cannot remove '${name}': ${error.text}`);
    }
  }
  return code;
};
