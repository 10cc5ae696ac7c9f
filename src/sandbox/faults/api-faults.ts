/** Faults of the API server: they stand between clients and the answers that they would get. */
import type { Answer } from '../api/answer.ts';
import { type ApiRequest, flag, parseResourcePath } from '../api/request.ts';
import { verbName } from '../api/router.ts';
import type { Around } from '../api/server.ts';
import { StatusError } from '../api/status.ts';
import type { AskedAccess } from '../api/verb.ts';
import type { Fault, FaultyRequests } from './fault.ts';

type RequestFault = Extract<Fault, { readonly kind: 'answer' | 'slow' }>;

/** A fault of requests that is in force. */
export interface ActiveFault {
  readonly fault: RequestFault;
  /** How many more answers it spoils; undefined without limit. */
  left: number | undefined;
}

/** The faults of requests that are in force, and the streams that can be cut. */
export class ApiFaults {
  readonly #active = new Set<ActiveFault>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #streams = new Set<(abruptly: boolean) => void>();

  /** What is in force. */
  get active(): readonly ActiveFault[] {
    return [...this.#active];
  }

  /** Puts a fault in force, until it has spoilt as many answers as it may, or its time is over. */
  add(fault: RequestFault): void {
    const active: ActiveFault = { fault, left: fault.kind === 'answer' ? fault.times : undefined };
    this.#active.add(active);
    if (fault.forMs === undefined) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#active.delete(active);
    }, fault.forMs);
    timer.unref();
    this.#timers.add(timer);
  }

  /** Whether a request would be forbidden: those who ask whether they may are told. */
  refuses(asked: AskedAccess): boolean {
    return this.active.some(({ fault }) => fault.kind === 'answer' && fault.code === 403 && isAbout(fault, asked));
  }

  /** Ends every stream that is open. */
  cutStreams(abruptly: boolean): void {
    for (const cut of [...this.#streams]) cut(abruptly);
  }

  /** Nothing goes wrong any more. */
  clear(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#active.clear();
  }

  /** Stands around the API. */
  readonly around: Around = async (request, answer) => {
    for (const { fault } of this.#matching(request)) if (fault.kind === 'slow') await delay(fault.byMs, request.signal);
    for (const active of this.#matching(request)) {
      if (active.fault.kind !== 'answer') continue;
      if (active.left !== undefined) active.left -= 1;
      if (active.left === 0) this.#active.delete(active);
      throw failure(active.fault);
    }
    const answered = await answer(request);
    return isStream(request) ? this.#cuttable(answered) : answered;
  };

  #matching(request: ApiRequest): readonly ActiveFault[] {
    return this.active.filter(({ fault }) => concerns(fault, request));
  }

  #cuttable(answer: Answer): Answer {
    const { body } = answer;
    if (typeof body === 'string' || body instanceof Uint8Array) return answer;
    return { ...answer, body: this.#untilCut(body) };
  }

  async *#untilCut(body: AsyncIterable<string | Uint8Array>): AsyncGenerator<string | Uint8Array, void, void> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#streams.add(resolve);
    const pieces = body[Symbol.asyncIterator]();
    const isCut = promise.then((abruptly) => ({ abruptly }));
    try {
      for (;;) {
        const next = await Promise.race([pieces.next(), isCut]);
        if ('abruptly' in next && next.abruptly) throw new Error('cut');
        if ('abruptly' in next || next.done) return;
        yield next.value;
      }
    } finally {
      this.#streams.delete(resolve);
      void pieces.return?.();
    }
  }
}

function concerns(fault: RequestFault, request: ApiRequest): boolean {
  const path = parseResourcePath(request.path);
  if (!path || path.plural === '') return false;
  if (fault.kind === 'answer' && fault.code === 410 && !canBeTooOld(request)) return false;
  const what = path.subresource === '' ? path.plural : `${path.plural}/${path.subresource}`;
  return isAbout(fault, { verb: verbName(request, path.name ?? ''), resource: what });
}

/** Whoever asks for anything (`*`) asks for this too. */
function isAbout({ verb, resource }: FaultyRequests, asked: AskedAccess): boolean {
  const fits = (wanted: string | undefined, word: string) => wanted === undefined || word === '*' || word === wanted;
  return fits(verb, asked.verb) && fits(resource, asked.resource);
}

/** Only what goes on from a version may find that it is too old. */
function canBeTooOld({ query }: ApiRequest): boolean {
  return query.has('continue') || (flag(query, 'watch') && !['', '0'].includes(query.get('resourceVersion') ?? ''));
}

function isStream({ path, query }: ApiRequest): boolean {
  return flag(query, 'watch') || (flag(query, 'follow') && path.endsWith('/log'));
}

function delay(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** What a real server says with such a code. */
function failure({ code, retryAfterSeconds }: Extract<RequestFault, { readonly kind: 'answer' }>): StatusError {
  const [reason, message] = FAILURES[code] ?? ['InternalError', 'Internal error occurred'];
  const details = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
  return new StatusError(code, reason, { message, details });
}

const FAILURES: Readonly<Record<number, readonly [reason: string, message: string]>> = {
  401: ['Unauthorized', 'Unauthorized'],
  403: ['Forbidden', 'forbidden: by a fault that was asked for'],
  404: ['NotFound', 'the server could not find the requested resource'],
  408: ['Timeout', 'the request did not complete within the allotted timeout'],
  409: ['Conflict', 'the object has been modified; please apply your changes to the latest version and try again'],
  410: ['Expired', 'The resourceVersion for the provided watch is too old.'],
  429: ['TooManyRequests', 'too many requests, please try again later'],
  500: ['InternalError', 'Internal error occurred: a fault that was asked for'],
  502: ['InternalError', 'bad gateway'],
  503: ['ServiceUnavailable', 'the server is currently unable to handle the request'],
  504: ['Timeout', 'gateway timeout'],
};
