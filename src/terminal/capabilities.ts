/** What an output stream can show. Decided once a stream, from the stream and the environment. */
import type { Page } from '../views/page.ts';

/** What is asked of a stream: Node's own have it all. */
export interface StreamFacts {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The page of a stream: FORCE_COLOR, NO_COLOR and TERM=dumb decide the colour, COLUMNS the width where the stream has none. */
export function pageOf(stream: StreamFacts, env: Environment, platform: string): Page {
  return { width: widthOf(stream, env), colour: hasColour(stream, env), unicode: hasUnicode(env, platform) };
}

/** Whether lines may be drawn over: a terminal that understands cursor movements. */
export function canRedraw(stream: StreamFacts, env: Environment): boolean {
  return stream.isTTY === true && env.TERM !== 'dumb';
}

function widthOf(stream: StreamFacts, env: Environment): number | undefined {
  if (stream.columns !== undefined && stream.columns > 0) return stream.columns;
  const columns = Number(env.COLUMNS);
  return Number.isInteger(columns) && columns > 0 ? columns : undefined;
}

/** no-color.org and force-color.org; what is forced wins. */
function hasColour(stream: StreamFacts, env: Environment): boolean {
  const forced = env.FORCE_COLOR;
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  if (env.NO_COLOR) return false;
  return stream.isTTY === true && env.TERM !== 'dumb';
}

/** POSIX: the first of these that is set and not empty decides. */
function hasUnicode(env: Environment, platform: string): boolean {
  if (platform === 'win32') return true;
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  return /utf-?8/i.test(locale);
}
