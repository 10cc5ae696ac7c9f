/** The peers of a Job as a table with what is wrong below it, as names, as a hostfile for MPI and as lines for /etc/hosts. */
import { counted } from '../batch/counted.ts';
import type { Intervals } from '../batch/indexes.ts';
import { isHeadless } from '../batch/peers/headless.ts';
import { hostfileText } from '../batch/peers/hostfile.ts';
import { allShortNames, indexHostname, peerNames } from '../batch/peers/peer-names.ts';
import { hasEnded, type Peer, type Publication } from '../batch/peers/peer-pods.ts';
import type { JobPeers } from '../operations/peers-result.ts';
import { sheetOf, wrap } from './describe/sheet.ts';
import type { Page } from './page.ts';
import { type FindingText, findingText } from './peers/findings.ts';
import { type Style, styleFor } from './style.ts';
import { table } from './table.ts';
import { plain } from './text.ts';

/** The screen: a row for each peer, how many names resolve, and everything that keeps the others from it. */
export function peersText(peers: JobPeers, page: Page, options: { readonly headers: boolean }): string {
  const rows = [...peers.peers.map((peer) => rowOf(peer, peers)), ...absentRows(peers)].sort((a, b) => a.from - b.from);
  const style = styleFor(page);
  const cells = rows.map((row) => [...row.cells, paintedPublication(row.publication, style)]);
  const shown = table(cells, page, { ...(options.headers ? { headers: HEADERS } : {}), droppable: DROPPABLE });
  const findings = peers.findings.map((finding) => findingLines(findingText(finding, peers.peerJob), page));
  const summary = wrap(plain(summaryLine(peers)), 0, sheetOf(page, undefined)).map((line) => `${line}\n`);
  return [shown, ...summary, ...findings.map((lines) => `\n${lines}`)].join('');
}

/** The rows alone that differ from what `seen` has of them; notes what they look like now. For a watch that cannot redraw. */
export function changedPeers(peers: JobPeers, seen: Map<string, string>): readonly string[] {
  const lines: string[] = [];
  for (const row of [...peers.peers.map((peer) => rowOf(peer, peers))]) {
    const line = [...row.cells, row.publication].join('   ');
    if (seen.get(row.key) !== line) lines.push(`${line}\n`);
    seen.set(row.key, line);
  }
  return lines;
}

/** The names that peers call each other by, one a line: of every index, whether or not it has a pod. */
export function peerNameLines(peers: JobPeers): string {
  return namesOf(peers)
    .map((name) => `${plain(name)}\n`)
    .join('');
}

/** A hostfile as Open MPI reads it: `NAME slots=N`, one line an index. */
export function hostfile(peers: JobPeers, slots: number | undefined): string {
  return hostfileText(namesOf(peers).map(plain), slots ?? peers.peerJob.gpus ?? 1);
}

/** Lines for /etc/hosts: of every pod that has an address and has not ended. */
export function hostsLines(peers: JobPeers): string {
  return peers.peers
    .filter(({ pod }) => pod.ip !== undefined && !hasEnded(pod))
    .map((peer) => [peer.pod.ip, ...hostNamesOf(peer, peers)].map((word) => plain(word ?? '')).join(' '))
    .map((line) => `${line}\n`)
    .join('');
}

/** The full name of a pod; undefined where its Job names no Service. */
function fullNameOf(hostname: string, { peerJob, clusterDomain }: JobPeers): string | undefined {
  const { subdomain, namespace } = peerJob;
  return subdomain === undefined ? undefined : peerNames(hostname, subdomain, { namespace, clusterDomain }).full;
}

/** What a publication is called: `Yes`, or `No` and why. */
function publicationWord(publication: Publication): string {
  if (publication.published) return 'Yes';
  switch (publication.because) {
    case 'ended':
      return 'No (ended)';
    case 'no-address':
      return 'No (no address yet)';
    case 'not-ready':
      return 'No (not ready)';
    case 'no-name':
      return 'No (without its hostname)';
    case 'not-published':
      return 'No';
    case 'unread':
      return '<unknown>';
  }
}

/** One line: how many names resolve, and what the Service is. */
function summaryLine({ peers, peerJob, service, slicesRead }: JobPeers): string {
  const published = peers.filter(({ publication }) => publication.published).length;
  const all = peerJob.indexed && peerJob.completions !== undefined ? peerJob.completions : peers.length;
  const resolve = slicesRead
    ? `${published} of ${counted(all, 'name')} ${all === 1 ? 'resolves' : 'resolve'} now.`
    : `It cannot be seen how many of ${counted(all, 'name')} resolve.`;
  if (service.kind !== 'found') return resolve;
  const { name, publishNotReadyAddresses } = service.service;
  const kind = isHeadless(service.service) ? 'headless' : 'not headless';
  const whom = publishNotReadyAddresses ? 'also before they are ready' : 'once they are ready';
  return `${resolve} Service ${name}: ${kind}, names pods ${whom}.`;
}

const HEADERS = ['INDEX', 'HOSTNAME', 'FULL NAME', 'POD', 'IP', 'NODE', 'READY', 'PUBLISHED'];

/** What goes first where the page is narrow: the full name, which begins with the hostname, the node, the address. */
const DROPPABLE = [2, 5, 4, 3];

interface Row {
  readonly key: string;
  /** What rows are ordered by. */
  readonly from: number;
  readonly cells: readonly string[];
  readonly publication: string;
}

function rowOf({ pod, publication }: Peer, peers: JobPeers): Row {
  const cells = [
    pod.index === undefined ? NONE : String(pod.index),
    pod.hostname,
    (pod.isNamed ? fullNameOf(pod.hostname, peers) : undefined) ?? NONE,
    pod.name,
    pod.ip ?? NONE,
    pod.node ?? NONE,
    readyWord(pod),
  ].map(plain);
  const key = pod.index === undefined ? pod.uid : String(pod.index);
  return { key, from: pod.index ?? Number.MAX_SAFE_INTEGER, cells, publication: publicationWord(publication) };
}

const NONE = '<none>';

function readyWord({ ready, phase, isDeleted }: Peer['pod']): string {
  if (phase === 'Succeeded' || phase === 'Failed') return `No (${phase})`;
  if (isDeleted) return ready ? 'Yes (Terminating)' : 'No (Terminating)';
  if (ready) return 'Yes';
  return phase === 'Running' ? 'No' : `No (${phase})`;
}

/** Indexes without a pod: a row for each run of them. */
function absentRows(peers: JobPeers): readonly Row[] {
  const { completed, failed, waiting } = peers.absent;
  return [
    ...rowsOfRuns(completed, 'No (completed)', peers),
    ...rowsOfRuns(failed, 'No (failed)', peers),
    ...rowsOfRuns(waiting, 'No (no pod)', peers),
  ];
}

function rowsOfRuns(indexes: Intervals, publication: string, peers: JobPeers): readonly Row[] {
  return indexes.map((run) => {
    const ends = run.first === run.last ? [run.first] : [run.first, run.last];
    const names = ends.map((index) => indexHostname(peers.peerJob.name, index));
    const full = names.map((name) => fullNameOf(name, peers) ?? NONE);
    const [name = '', fullName = NONE] = [names.join(' … '), full[0]];
    const index = ends.join('-');
    const shownFull = ends.length === 1 ? fullName : NONE;
    const cells = [index, name, shownFull, NONE, NONE, NONE, 'No'].map(plain);
    return { key: index, from: run.first, cells, publication };
  });
}

function paintedPublication(word: string, style: Style): string {
  if (word === 'Yes') return style.green(word);
  return word === 'No (ended)' || word === 'No (completed)' ? style.dim(word) : style.yellow(word);
}

const MARK_WIDTH = 'Broken: '.length;

function findingLines({ severity, text, fix }: FindingText, page: Page): string {
  const sheet = sheetOf(page, undefined);
  const mark = severity === 'broken' ? sheet.style.red('Broken:') : sheet.style.yellow('Risk:  ');
  const [first = '', ...rest] = wrap(plain(text), MARK_WIDTH, sheet);
  const label = fix.kind === 'yaml' ? ['  Write:'] : [];
  const lines = fix.lines.map((line) => `  ${fix.kind === 'advice' ? '' : '  '}${harmlessLine(line)}`);
  const said = [`${mark} ${first}`, ...rest.map((line) => ' '.repeat(MARK_WIDTH) + line)];
  return [...said, ...label, ...lines].map((line) => `${line}\n`).join('');
}

/** A line with its indentation. */
function harmlessLine(line: string): string {
  const text = line.trimStart();
  return ' '.repeat(line.length - text.length) + plain(text);
}

/** Short names; without a Service, the hostnames. */
function namesOf({ peerJob, peers }: JobPeers): readonly string[] {
  const { subdomain } = peerJob;
  if (!peerJob.indexed) return peers.filter(({ pod }) => pod.ip !== undefined).map(({ pod }) => pod.ip ?? '');
  if (subdomain !== undefined) return allShortNames(peerJob, subdomain);
  return Array.from({ length: peerJob.completions ?? 0 }, (_, index) => indexHostname(peerJob.name, index));
}

function hostNamesOf({ pod }: Peer, { peerJob, clusterDomain }: JobPeers): readonly string[] {
  const { subdomain, namespace } = peerJob;
  if (subdomain === undefined) return [pod.hostname];
  const { short, full } = peerNames(pod.hostname, subdomain, { namespace, clusterDomain });
  return [full, short, pod.hostname];
}
