/** What could not be had, gathered so that it is said once. */
import type { LogNotice, LogReference } from './events.ts';
import { logTroubleOf } from './log-trouble.ts';

type Gathered = Extract<LogNotice, { readonly logs: readonly LogReference[] }>;

/** Gathers notices about single logs; those that say the same become one. */
export class Misses {
  readonly #groups = new Map<string, { readonly notice: Gathered; readonly logs: Map<string, LogReference> }>();
  readonly #told = new Set<LogReference>();
  readonly #onNew: (notice: Gathered) => void;
  #failures = 0;

  /** `onNew` is called with each notice of which nothing like it has been said before. */
  constructor(onNew: (notice: Gathered) => void = () => {}) {
    this.#onNew = onNew;
  }

  /** Whether logs that there are could not be read. */
  get anyFailed(): boolean {
    return this.#failures > 0;
  }

  /** A log was asked for in vain. Rethrows what is no trouble of that log alone. */
  failed(log: LogReference, error: unknown): void {
    if (!(error instanceof Error)) throw error;
    const why = logTroubleOf(error);
    if (why === 'other' && !('kind' in error)) throw error;
    if (why !== 'deleted' && why !== 'log-gone' && why !== 'no-run') this.#failures += 1;
    this.add({ kind: 'not-read', why, message: error.message, logs: [log] });
  }

  /** One more notice. */
  add(notice: Gathered): void {
    const key = keyOf(notice);
    const known = this.#groups.get(key);
    const group = known ?? { notice, logs: new Map() };
    this.#groups.set(key, group);
    for (const log of notice.logs) {
      const name = `${log.namespace}/${log.pod}/${log.container}`;
      if (!group.logs.has(name)) group.logs.set(name, log);
    }
    if (known) return;
    for (const log of notice.logs) this.#told.add(log);
    this.#onNew(notice);
  }

  /** All notices, each once, with all logs that it is about. */
  all(): readonly Gathered[] {
    return [...this.#groups.values()].map(({ notice, logs }) => ({ ...notice, logs: [...logs.values()] }));
  }

  /** The notices about logs that `onNew` has not told of, because it had told the same of others. */
  untold(): readonly Gathered[] {
    return this.all().flatMap((notice) => {
      const logs = notice.logs.filter((log) => !this.#told.has(log));
      return logs.length > 0 ? [{ ...notice, logs }] : [];
    });
  }
}

/** Notices that differ in nothing but the names they are about say the same. */
function keyOf(notice: Gathered): string {
  const names = notice.logs.flatMap(({ pod, container }) => [pod, container]).filter((name) => name !== '');
  const message = 'message' in notice ? notice.message : '';
  const nameless = names.reduce((text, name) => text.replaceAll(name, '…'), message);
  switch (notice.kind) {
    case 'not-read':
      return notice.why === 'deleted' || notice.why === 'log-gone'
        ? `${notice.kind} ${notice.why}`
        : `${notice.kind} ${nameless}`;
    case 'not-started':
      return `${notice.kind} ${nameless}`;
    case 'waiting':
      // A container that keeps failing is one piece of news, however often it does.
      return `${notice.kind} ${nameless.replace(/\d+ restarts?$/, '')}`;
    case 'runs-gone':
      return `${notice.kind} ${notice.runs}`;
    case 'rotated':
      return notice.kind;
  }
}
