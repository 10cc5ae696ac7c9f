/** A program that runs in a container. */
import type { Process } from '../processes/process.ts';

/** What a program is given. */
export interface ProgramCall {
  readonly process: Process;
  /** Its name and its arguments. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** Runs until its exit code. */
export type Program = (call: ProgramCall) => Promise<number>;

/** Everything that a descriptor gives until its end. */
export async function readAll(process: Process, descriptor = 0): Promise<Uint8Array> {
  const stream = process.stream(descriptor);
  const pieces: Uint8Array[] = [];
  for (;;) {
    const pause = process.step();
    if (pause) await pause;
    const piece = await stream?.read(process, 65_536);
    if (!piece) return Buffer.concat(pieces);
    pieces.push(piece);
    process.system.hold(piece.length);
  }
}

/** The arguments apart: single-letter flags, flags with values, and the rest. `--` ends the flags. */
export interface Options {
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, string>;
  readonly rest: readonly string[];
}

/** Reads arguments as getopt does; `valued`: the letters (or long names) that take a value. It stops at the first argument that is none. */
export function optionsOf(args: readonly string[], valued: string, permute = true): Options {
  const takesValue = new Set(valued.split(' '));
  const flags = new Set<string>();
  const values = new Map<string, string>();
  const rest: string[] = [];
  for (let i = 0; i < args.length; i += 1) {
    const word = args[i] ?? '';
    if (word === '--') return { flags, values, rest: [...rest, ...args.slice(i + 1)] };
    if (word.startsWith('--')) {
      const [name = '', value] = word.slice(2).split(/=(.*)/s);
      if (value !== undefined) values.set(name, value);
      else if (takesValue.has(name)) {
        i += 1;
        values.set(name, args[i] ?? '');
      } else flags.add(name);
    } else if (/^-./.test(word)) {
      for (let at = 1; at < word.length; at += 1) {
        const letter = word.charAt(at);
        if (!takesValue.has(letter)) {
          flags.add(letter);
          continue;
        }
        const inline = word.slice(at + 1);
        if (inline === '') i += 1;
        values.set(letter, inline === '' ? (args[i] ?? '') : inline);
        break;
      }
    } else if (permute) rest.push(word);
    else return { flags, values, rest: args.slice(i) };
  }
  return { flags, values, rest };
}
