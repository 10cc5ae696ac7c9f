/** `$( … )` and `<( … )`: a subshell, and what it writes. */

import { file } from '../files/inodes.ts';
import { fileStream, OpenFile, pipe } from '../processes/streams.ts';
import type { Part, ScriptNode } from './ast.ts';
import { expandText } from './expand.ts';
import { ShellFault } from './flow.ts';
import { runSubshell } from './run.ts';
import type { Shell } from './shell.ts';

const MOST_DEPTH = 200;
const MOST_BYTES = 16 * 1024 * 1024;

/** What the commands write, without the newlines at its end. Their exit code is `$?`. */
export async function substituted(shell: Shell, body: ScriptNode): Promise<string> {
  const fromFile = await fileShortcut(shell, body);
  if (fromFile !== undefined) return trimmed(fromFile);
  if (shell.depth > MOST_DEPTH) throw new ShellFault('maximum substitution depth exceeded', { isFatal: true });
  const { reader, writer } = pipe();
  const output = new OpenFile(writer);
  const child = runSubshell(shell, body.statements, { 1: output });
  output.release();
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const piece = await reader.read(shell.process, 65_536);
    if (!piece) break;
    pieces.push(piece);
    length += piece.length;
    if (length > MOST_BYTES) shell.process.system.hold(Number.MAX_SAFE_INTEGER);
  }
  shell.status = await shell.process.block<number>((done) => child.whenEnded(done));
  shell.substitutions += 1;
  return trimmed(Buffer.concat(pieces));
}

function trimmed(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8').replaceAll('\0', '').replace(/\n+$/, '');
}

/** `$(< file)`. */
async function fileShortcut(shell: Shell, { statements }: ScriptNode): Promise<Uint8Array | undefined> {
  const command = statements.length === 1 ? statements[0]?.pipelines[0]?.commands[0] : undefined;
  if (command?.type !== 'SimpleCommand' || command.name || command.assignments.length > 0) return undefined;
  const [redirection, ...others] = command.redirections;
  if (redirection?.operator !== '<' || others.length > 0 || redirection.target.type !== 'Word') return undefined;
  const path = await expandText(shell, redirection.target);
  const found = shell.process.system.files.find(shell.path(path));
  if (found?.node.kind !== 'file') throw new ShellFault(`${path}: No such file or directory`);
  return found.node.live ? found.node.live() : found.node.bytes;
}

/** The path of a file that holds what the commands write, or whose content they read when the command has ended. */
export async function processSubstitution(
  shell: Shell,
  { body, direction }: Part<'ProcessSubstitution'>,
): Promise<string> {
  const { files, clock } = shell.process.system;
  if (direction === 'output') throw new ShellFault('>( … ) is not supported here');
  const path = `/dev/fd/${63 + shell.process.system.number()}`;
  const node = file('', clock.now());
  files.makeDirectory('/dev/fd', true);
  files.place(path, node, true);
  const output = new OpenFile(fileStream(files, node));
  const child = runSubshell(shell, body.statements, { 1: output });
  output.release();
  await shell.process.block<number>((done) => child.whenEnded(done));
  return path;
}
