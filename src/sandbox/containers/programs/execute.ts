/** From a name to a program, and from a program to a process that runs it. */
import { bytesOf } from '../files/inodes.ts';
import { baseName, resolvePath } from '../files/paths.ts';
import type { Process } from '../processes/process.ts';
import type { System } from '../processes/system.ts';
import { ownPrograms } from './all-programs.ts';
import { isProgramFile } from './image-files.ts';
import type { Program, ProgramCall } from './program.ts';
import { toolProgram } from './tools.ts';
import { unknownProgram } from './unknown.ts';

/** What a name leads to. */
export type FoundProgram =
  | {
      readonly is: 'found';
      readonly path: string;
      readonly program: Program;
      /** Only the real image has it. */
      readonly isForeign?: boolean;
    }
  | { readonly is: 'not found' | 'no file' | 'not executable' };

/** Where programs are looked for. */
export interface Place {
  readonly path: string;
  readonly cwd: string;
}

/** The program of a name, or of the file at a path. */
export function findProgram(system: System, name: string, { path, cwd }: Place): FoundProgram {
  if (name.includes('/')) return programAt(system, resolvePath(cwd, name));
  const program = programNamed(system, name);
  if (program) return { is: 'found', path: `/bin/${name}`, program };
  for (const folder of path.split(':').filter((part) => part !== '')) {
    const found = programAt(system, resolvePath(cwd, `${folder}/${name}`));
    if (found.is === 'found') return found;
  }
  return foreign(system, name) ?? { is: 'not found' };
}

/** Runs a program in a process that has been made for it. */
export function execute(
  process: Process,
  { program }: { readonly program: Program },
  call: Omit<ProgramCall, 'process'>,
): Promise<number> {
  return program({ ...call, process });
}

/** The program that an image is taken to have under this name. */
function programNamed(system: System, name: string): Program | undefined {
  if (!system.has(name)) return undefined;
  return ownPrograms().get(name) ?? (system.tools.names.has(name) ? toolProgram : undefined);
}

/** What only the real image has: it cannot run here. */
function foreign(system: System, path: string): FoundProgram | undefined {
  return system.hasForeign(path) ? { is: 'found', path, program: unknownProgram, isForeign: true } : undefined;
}

function programAt(system: System, path: string): FoundProgram {
  const found = lookUp(system, path);
  if (!found) return foreign(system, path) ?? { is: 'no file' };
  if (found.node.kind === 'directory') return { is: 'not executable' };
  if (found.node.kind !== 'file') return { is: 'not executable' };
  if (isProgramFile(found.node)) {
    const program = programNamed(system, baseName(path));
    return program ? { is: 'found', path, program } : { is: 'no file' };
  }
  if ((found.node.mode & 0o111) === 0) return { is: 'not executable' };
  return { is: 'found', path, program: scriptProgram(Buffer.from(bytesOf(found.node)).toString(), path) };
}

function lookUp(system: System, path: string) {
  try {
    return system.files.find(path);
  } catch {
    return undefined;
  }
}

/** A file that begins with `#!` is run by what it names, others by sh. */
function scriptProgram(text: string, path: string): Program {
  const [, interpreter = '/bin/sh', argument] =
    /^#!\s*(\S+)(?:[ \t]+(.*?))?\s*$/m.exec(text.split('\n', 1)[0] ?? '') ?? [];
  return async (call) => {
    const found = findProgram(call.process.system, interpreter, { path: call.env.PATH ?? '', cwd: call.cwd });
    if (found.is !== 'found') {
      await call.process.write(2, `${path}: ${interpreter}: bad interpreter: No such file or directory\n`);
      return 126;
    }
    const argv = [interpreter, ...(argument ? [argument] : []), path, ...call.argv.slice(1)];
    return await found.program({ ...call, argv });
  };
}
