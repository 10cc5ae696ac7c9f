/**
 * What the cluster's DNS server remembers of its answers, as CoreDNS does with the plugins kubernetes and cache: as the Corefile in the ConfigMap
 * coredns of kube-system says. Without that ConfigMap it remembers nothing, as kubeadm sets CoreDNS up (`disable success`, `disable denial`).
 */
import { textAt } from '../api/fields.ts';
import type { Clock } from '../clock.ts';
import type { Store } from '../store.ts';

/** How many seconds answers are remembered: addresses, and that there is no such name. */
export interface Remembrance {
  readonly success: number;
  readonly denial: number;
}

/** More names than this are not remembered (the cache plugin's capacity). */
const MOST_NAMES = 9984;

/** The one DNS server of a cluster. */
export class DnsMemory {
  readonly #clock: Clock;
  readonly #store: Store;
  readonly #answers = new Map<string, { readonly addresses: readonly string[]; readonly untilMs: number }>();
  #corefile = '';
  #remembrance: Remembrance = NOTHING;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** The addresses behind a whole name: those that are remembered, else what `look` finds now. */
  answer(name: string, look: () => readonly string[]): readonly string[] {
    this.#reload();
    const nowMs = this.#clock.now();
    const kept = this.#answers.get(name);
    if (kept && kept.untilMs > nowMs) return kept.addresses;
    const addresses = look();
    const seconds = addresses.length > 0 ? this.#remembrance.success : this.#remembrance.denial;
    if (this.#answers.size >= MOST_NAMES) this.#answers.clear();
    if (seconds > 0) this.#answers.set(name, { addresses, untilMs: nowMs + seconds * 1000 });
    return addresses;
  }

  /** The plugin reload: with another Corefile it begins anew. */
  #reload(): void {
    const corefile = textAt(this.#store.get('configmaps', 'kube-system', 'coredns'), 'data.Corefile');
    if (corefile === this.#corefile) return;
    this.#corefile = corefile;
    this.#remembrance = remembranceOf(corefile);
    this.#answers.clear();
  }
}

const NOTHING: Remembrance = { success: 0, denial: 0 };

/** The kubernetes plugin's TTL, which is that of its denials, too, and what the cache plugin caps both at, in seconds. */
const [TTL, MOST_SUCCESS, MOST_DENIAL] = [5, 3600, 1800];

/** What a Corefile says of the cluster's names. */
export function remembranceOf(corefile: string): Remembrance {
  const lines = corefile.split('\n').map((line) => line.replace(/#.*/, '').trim().split(/\s+/));
  const said = (...words: readonly string[]) => lines.find((line) => words.every((word, i) => line[i] === word));
  const cache = said('cache');
  if (!cache) return NOTHING;
  const ttl = numberIn(said('ttl')?.[1]) ?? TTL;
  const both = numberIn(cache[1]);
  const seconds = (kind: 'success' | 'denial', most: number) => {
    const isOff = lines.some(([word, what, ...zones]) => word === 'disable' && what === kind && coversCluster(zones));
    return isOff ? 0 : Math.min(ttl, numberIn(said(kind)?.[2]) ?? both ?? most);
  };
  return { success: seconds('success', MOST_SUCCESS), denial: seconds('denial', MOST_DENIAL) };
}

function numberIn(word: string | undefined): number | undefined {
  return word !== undefined && /^\d+$/.test(word) ? Number(word) : undefined;
}

function coversCluster(zones: readonly string[]): boolean {
  return (
    zones.length === 0 || zones.some((zone) => ['cluster.local', 'local', '.'].includes(zone.replace(/(.)\.$/, '$1')))
  );
}
