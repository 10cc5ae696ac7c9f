/** Matching fields against the names of files. */
import type { FileTree } from '../files/file-tree.ts';
import { textOf } from './fields.ts';
import { hasWildcard, type PatternPiece } from './pattern.ts';
import { matchesPattern } from './pattern-match.ts';
import type { Shell } from './shell.ts';

/** The files that a field means; the field itself where it means none. */
export function glob(shell: Shell, field: readonly PatternPiece[]): readonly string[] {
  const text = textOf(field);
  if (!hasWildcard(field)) return [text];
  const { files } = shell.process.system;
  const isAbsolute = text.startsWith('/');
  const parts = splitAtSlashes(field);
  let found = [isAbsolute ? '/' : ''];
  for (const [i, part] of parts.entries()) {
    const isLast = i === parts.length - 1;
    found = found.flatMap((path) => matches(files, { shell, path, isLast }, part));
  }
  if (found.length > 0) return found.sort();
  return shell.options.nullglob ? [] : [text];
}

/** The pieces between the slashes. */
function splitAtSlashes(field: readonly PatternPiece[]): readonly (readonly PatternPiece[])[] {
  const parts: PatternPiece[][] = [[]];
  for (const { text, isQuoted } of field) {
    for (const [i, piece] of text.split('/').entries()) {
      if (i > 0) parts.push([]);
      if (piece !== '') parts.at(-1)?.push({ text: piece, isQuoted });
    }
  }
  return parts.filter((part) => part.length > 0);
}

interface Looking {
  readonly shell: Shell;
  readonly path: string;
  readonly isLast: boolean;
}

function matches(files: FileTree, { shell, path, isLast }: Looking, part: readonly PatternPiece[]): readonly string[] {
  const join = (name: string) => (path === '' || path.endsWith('/') ? `${path}${name}` : `${path}/${name}`);
  const text = textOf(part);
  if (!hasWildcard(part)) return files.find(shell.path(join(text))) ? [join(text)] : [];
  const directory = files.find(shell.path(path === '' ? '.' : path));
  if (directory?.node.kind !== 'directory') return [];
  return files
    .list(directory.path)
    .filter((name) => (text.startsWith('.') || !name.startsWith('.')) && matchesPattern(name, part))
    .map(join)
    .filter((found) => isLast || files.find(shell.path(found))?.node.kind === 'directory');
}
