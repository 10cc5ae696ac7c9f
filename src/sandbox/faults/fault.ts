/** What can go wrong with a cluster, as data: said on a command line, in a scenario, or by a test. */
import { isObject } from '../schema/decode.ts';

/** Which requests a fault is for; all where nothing is said. */
export interface FaultyRequests {
  /** Of the API: get, list, watch, create, update, patch, delete, deletecollection. */
  readonly verb?: string;
  /** Plural: `pods`; with a subresource, `pods/log`. */
  readonly resource?: string;
}

/** One thing that goes wrong. Times in milliseconds: `forMs` of the wall clock, where clients live; those of nodes and clocks of the cluster's own. */
export type Fault =
  /** Every watch and every followed log ends now: in good order, or in the midst of a line. */
  | { readonly kind: 'watch-cut'; readonly abruptly?: boolean }
  /** Requests are answered with a failure: so many of them, for so long, else until it is cleared. 410 is for watches and continued lists alone. */
  | (FaultyRequests & {
      readonly kind: 'answer';
      readonly code: number;
      readonly times?: number;
      readonly forMs?: number;
      readonly retryAfterSeconds?: number;
    })
  /** Answers come late. */
  | (FaultyRequests & { readonly kind: 'slow'; readonly byMs: number; readonly forMs?: number })
  /** Nobody listens: connections break and are refused. */
  | { readonly kind: 'away'; readonly forMs: number }
  /** A node falls silent; it comes back after `forMs` of the cluster's time, if at all. */
  | { readonly kind: 'node-lost'; readonly node: string; readonly forMs?: number }
  /** A node that was lost is there again. */
  | { readonly kind: 'node-back'; readonly node: string }
  /** The cluster's clock is set forward, or back. */
  | { readonly kind: 'clock-jump'; readonly byMs: number };

/** The kinds of faults, in the order in which help names them. */
export const FAULT_KINDS = ['watch-cut', 'answer', 'slow', 'away', 'node-lost', 'node-back', 'clock-jump'] as const;

/** Failures that a server answers. */
const FAULTY_CODES: readonly number[] = [401, 403, 404, 408, 409, 410, 429, 500, 502, 503, 504];

/** Reads a fault from JSON. Returns what is wrong with it, a sentence each, where it is none. */
export function readFault(value: unknown): Fault | readonly string[] {
  if (!isObject(value)) return ['a fault is an object with a kind'];
  const kind = FAULT_KINDS.find((known) => known === value.kind);
  if (!kind) return [`kind: must be one of ${FAULT_KINDS.join(', ')}`];
  const fields = FIELDS[kind];
  const unknown = Object.keys(value).filter((name) => name !== 'kind' && !(name in fields));
  const wrong = Object.entries(fields).flatMap(([name, check]) => check(value[name]).map((why) => `${name}: ${why}`));
  const has = Object.keys(fields).join(', ');
  const problems = [...unknown.map((name) => `${name}: ${kind} has no such field; there are ${has}`), ...wrong];
  return problems.length > 0 ? problems : (value as unknown as Fault);
}

type Check = (value: unknown) => readonly string[];

const REQUESTS: Readonly<Record<string, Check>> = { verb: optional(text), resource: optional(text) };

const FIELDS: Readonly<Record<Fault['kind'], Readonly<Record<string, Check>>>> = {
  'watch-cut': { abruptly: optional((value) => (typeof value === 'boolean' ? [] : ['must be true or false'])) },
  answer: {
    ...REQUESTS,
    code: (value) => (FAULTY_CODES.some((code) => code === value) ? [] : [`must be one of ${FAULTY_CODES.join(', ')}`]),
    times: optional(atLeast(1)),
    forMs: optional(atLeast(1)),
    retryAfterSeconds: optional(atLeast(0)),
  },
  slow: { ...REQUESTS, byMs: atLeast(1), forMs: optional(atLeast(1)) },
  away: { forMs: atLeast(1) },
  'node-lost': { node: text, forMs: optional(atLeast(1)) },
  'node-back': { node: text },
  'clock-jump': { byMs: jump },
};

/** Clocks do not come as far as to years of five digits, nor before those of computers, by one jump. */
const MOST_JUMP_MS = 50 * 365 * 86_400_000;

function jump(value: unknown): readonly string[] {
  if (typeof value !== 'number' || !Number.isInteger(value) || value === 0) return ['must be a number, and not 0'];
  return Math.abs(value) <= MOST_JUMP_MS ? [] : ['must be no more than 50 years'];
}

function optional(check: Check): Check {
  return (value) => (value === undefined ? [] : check(value));
}

function atLeast(least: number): Check {
  return (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= least
      ? []
      : [`must be a whole number of at least ${least}`];
}

function text(value: unknown): readonly string[] {
  return typeof value === 'string' && value !== '' ? [] : ['must be a text'];
}
