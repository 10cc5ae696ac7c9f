/** oclif's complaints about what was typed, in kubectl's words. Known by their shape: their classes are not all exported. */

/** What to say of an error that oclif's parser threw; undefined for any other error. */
export function oclifComplaint(error: unknown): { readonly text: string; readonly remedy?: string } | undefined {
  if (!(error instanceof Error) || !('oclif' in error)) return undefined;
  const message = firstLine(error.message);
  return { text: `error: ${translated(message, error)}` };
}

function translated(message: string, error: Error): string {
  const missing = /^Flag --([\w-]+) expects/.exec(message);
  if (missing) return `flag needs an argument: --${missing[1]}`;
  const unexpected = /^Unexpected arguments?: (.*)$/.exec(message);
  if (unexpected) return `unexpected argument: ${unexpected[1]}`;
  if (/^Missing \d+ required args?:/.test(message)) return `missing argument: ${missingArguments(error.message)}`;
  const word = /^Expected (.*) to be one of: (.*)$/.exec(message);
  if (word && !message.startsWith('Expected --')) return `invalid argument "${word[1]}": must be one of ${word[2]}`;
  const choice = /^Expected --([\w-]+)=(.*) to be one of: (.*)$/.exec(message);
  if (choice) return `invalid argument "${choice[2]}" for "--${choice[1]}" flag: must be one of ${choice[3]}`;
  const parsing = /^Parsing --([\w-]+)/.exec(message);
  if (parsing) return unreadable(parsing[1], details(error.message));
  if (message.startsWith('The following error')) return lowerFirst(details(error.message));
  return lowerFirst(message);
}

/** A value that oclif could not read: `Expected an integer but received: x`. */
function unreadable(flag: string | undefined, why: string): string {
  const [, wanted, got] = /^Expected (.*) but received: (.*)$/.exec(why) ?? [];
  if (wanted === undefined) return `invalid argument for "--${flag}" flag: ${lowerFirst(why)}`;
  return `invalid argument "${got}" for "--${flag}" flag: it must be ${wanted}`;
}

/** The names in the lines under `Missing 1 required arg:`, with what they may be where that is said. What is set in goes on with the line above. */
function missingArguments(message: string): string {
  const unbroken = message.replace(/\n\s+/g, ' ');
  const named = linesBelow(unbroken).map((line) => /^(\S+)(\s+\([^)]*\))?/.exec(line));
  return named.map((found) => `${found?.[1]?.toUpperCase()}${(found?.[2] ?? '').replace(/\s+/, ' ')}`).join(', ');
}

/** The lines under `The following error occurred:`. */
function details(message: string): string {
  return linesBelow(message).join('; ');
}

/** What stands below the first line, without the colour codes that oclif may have put in. */
function linesBelow(message: string): readonly string[] {
  const lines = message.replace(/\x1b\[[\d;]*m/g, '').split('\n');
  return lines
    .slice(1)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('See more help'));
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? '';
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
