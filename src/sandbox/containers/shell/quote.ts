/** Quoting: text that the shell reads as itself. */

/** A text as one word of a script. */
export function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
