/** What stands before each line and says whose it is: `[7]`, `[7#2]`, `[sweep/7+main]`, `[pi-h7rk9]`. */
import type { ContainerLog } from '../../batch/log-selection.ts';
import { plain } from '../text.ts';

/** `auto` is `index` where there is one, and the pod's name where there is none; `pod` always names the pod. */
export type PrefixKind = 'auto' | 'index' | 'pod' | 'none';

/** How logs are named. */
export interface PrefixOptions {
  readonly prefix: PrefixKind;
  /** Lines of more than one Job, or of more than one namespace, may come. */
  readonly among: 'one Job' | 'Jobs' | 'namespaces';
  readonly colour: boolean;
}

/** The prefix of a log's lines, with a blank behind it; empty for `none`. */
export function prefixOf(log: ContainerLog, options: PrefixOptions): string {
  if (options.prefix === 'none') return '';
  const name = `[${plain(nameOf(log, options))}]`;
  return `${options.colour ? coloured(name, log) : name} `;
}

function nameOf(log: ContainerLog, { prefix, among }: PrefixOptions): string {
  const container = log.oneOfSeveral ? `+${log.container}` : '';
  const namespace = among === 'namespaces' ? `${log.namespace}/` : '';
  if (log.index === undefined || prefix === 'pod') return `${namespace}${log.pod}${container}`;
  const job = among === 'one Job' ? '' : `${log.job}/`;
  const attempt = log.attempt > 1 ? `#${log.attempt}` : '';
  return `${namespace}${job}${log.index}${attempt}${container}`;
}

/** Cyan, green, yellow, magenta, blue, red, and their bright sisters. */
const COLOURS = [36, 32, 33, 35, 34, 31, 96, 92, 93, 95, 94, 91];

/** One colour an index; pods without one get theirs from their name. */
function coloured(text: string, { index, pod }: ContainerLog): string {
  const number = index ?? [...pod].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 65_521, 7);
  return `\x1b[${COLOURS[number % COLOURS.length]}m${text}\x1b[39m`;
}
