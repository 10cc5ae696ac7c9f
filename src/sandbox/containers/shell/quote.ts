/** Quoting: text that the shell reads as itself. */

/** A text as one word of a script. */
export function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** The same as `printf %q` has it. */
export function backslashed(text: string): string {
  if (text === '') return "''";
  return text.replace(/[^\w@%+=:,./-]/g, (char) => (char === '\n' ? "$'\\n'" : `\\${char}`));
}
