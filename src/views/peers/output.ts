/** What `peers` writes, in the format that was asked for: once, redrawn, or change by change. */
import type { JobPeers, PeersUpdate } from '../../operations/peers-result.ts';
import { troubleText } from '../list-output.ts';
import type { Page } from '../page.ts';
import { changedPeers, hostfile, hostsLines, peerNameLines, peersText } from '../peers.ts';
import { isStructured, type OutputFormat, renderStructured } from '../structured.ts';
import { styleFor } from '../style.ts';
import { peersObject } from './json.ts';

/** What was asked for. */
export interface PeersFormat {
  readonly output: OutputFormat;
  readonly headers: boolean;
  /** Of a hostfile; undefined: as many as a pod has GPUs, else one. */
  readonly slots: number | undefined;
}

/** The peers in a format. Throws `TemplateError`. */
export async function peersOutput(peers: JobPeers, format: PeersFormat, page: Page): Promise<string> {
  const { output, headers, slots } = format;
  if (isStructured(output)) return renderStructured(peersObject(peers), output);
  switch (output.kind) {
    case 'name':
      return peerNameLines(peers);
    case 'hostfile':
      return hostfile(peers, slots);
    case 'hosts':
      return hostsLines(peers);
    case 'wide':
      return peersText(peers, { ...page, width: undefined }, { headers });
    case 'text':
      return peersText(peers, page, { headers });
  }
}

/** Whether a format is drawn for people, so that a watch may redraw it. */
export function isPeersScreen({ output }: PeersFormat): boolean {
  return output.kind === 'text' || output.kind === 'wide';
}

/** The screen of a watch that redraws. */
export async function livePeers(update: PeersUpdate, format: PeersFormat, page: Page): Promise<string> {
  const screen = await peersOutput(update.peers, format, page);
  const gone = update.isGone ? styleFor(page).yellow('The Job is gone.\n') : '';
  return `${screen}${gone}${update.trouble ? styleFor(page).yellow(`${troubleText(update.trouble)}\n`) : ''}`;
}

/**
 * A function from updates to what to print of them in a watch that cannot redraw: first everything, then the rows that changed; in the other
 * formats all of it, if it is not what was printed last.
 */
export function appendedPeers(format: PeersFormat, page: Page): (update: PeersUpdate) => Promise<string> {
  const seen = new Map<string, string>();
  let last: string | undefined;
  return async ({ peers }) => {
    const isFirst = last === undefined;
    const text = await peersOutput(peers, format, page);
    if (isPeersScreen(format)) {
      const changed = changedPeers(peers, seen);
      last = text;
      return isFirst ? text : changed.join('');
    }
    if (text === last) return '';
    last = text;
    return format.output.kind === 'yaml' && !isFirst ? `---\n${text}` : text;
  };
}
