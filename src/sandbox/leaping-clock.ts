/** Time without waiting: it stands still until something waits for a later moment, and then it is that moment. */
import type { Clock } from './clock.ts';

/**
 * A clock that leaps from one awaited moment to the next, as soon as clients and watchers have had their turn. Moments come in their order, those
 * of the same time in the order they were asked for; nothing else has to do with when they come.
 */
export function leapingClock(startMs: number): Clock {
  const queue = new MomentQueue();
  let nowMs = startMs;
  let asked = 0;
  let turn: NodeJS.Immediate | undefined;
  let holders = 0;
  const isDue = ({ atMs, order }: Moment, until: number) => atMs <= nowMs && order <= until && holders === 0;
  const leap = () => {
    turn = undefined;
    if (holders > 0) return;
    const until = asked;
    try {
      nowMs = Math.max(nowMs, queue.first()?.atMs ?? nowMs);
      for (let due = queue.first(); due && isDue(due, until); due = queue.first()) {
        queue.takeFirst();
        const { action } = due;
        due.action = undefined;
        action?.();
      }
    } finally {
      arm();
    }
  };
  const arm = () => {
    if (queue.first() && holders === 0) turn ??= setImmediate(leap);
  };
  const at = (atMs: number, action: () => void): (() => void) => {
    if (!(atMs <= END_OF_TIME_MS)) return () => {};
    asked += 1;
    const moment: Moment = { atMs: Math.max(atMs, nowMs), order: asked, action };
    queue.add(moment);
    arm();
    return () => {
      moment.action = undefined;
      if (queue.first()) return;
      clearImmediate(turn);
      turn = undefined;
    };
  };
  const hold = () => {
    holders += 1;
    return once(() => {
      holders -= 1;
      arm();
    });
  };
  return { now: () => nowMs, at, leaps: true, hold };
}

/** The last moment that the API can write down (RFC 3339 has years of four digits). What is to come later never comes. */
const END_OF_TIME_MS = Date.UTC(9999, 11, 31, 23, 59, 59);

/** The same, and nothing when it is called again. */
function once(action: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) action();
    isDone = true;
  };
}

interface Moment {
  readonly atMs: number;
  readonly order: number;
  /** Undefined once nobody waits for it any more. */
  action: (() => void) | undefined;
}

/** Moments by time, the earliest first: a binary heap. */
class MomentQueue {
  readonly #heap: Moment[] = [];

  /** The earliest that somebody still waits for. */
  first(): Moment | undefined {
    while (this.#heap[0] && !this.#heap[0].action) this.takeFirst();
    return this.#heap[0];
  }

  add(moment: Moment): void {
    const heap = this.#heap;
    let at = heap.push(moment) - 1;
    for (let up = (at - 1) >> 1; at > 0 && isBefore(moment, heap[up]); up = (at - 1) >> 1) {
      this.#set(at, heap[up]);
      at = up;
    }
    this.#set(at, moment);
  }

  takeFirst(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (heap.length === 0 || !last) return;
    let at = 0;
    for (let down = this.#smaller(1); down > 0 && isBefore(heap[down], last); down = this.#smaller(2 * at + 1)) {
      this.#set(at, heap[down]);
      at = down;
    }
    this.#set(at, last);
  }

  /** The earlier of two neighbours, 0 beyond the end. */
  #smaller(left: number): number {
    const heap = this.#heap;
    if (left >= heap.length) return 0;
    return left + 1 < heap.length && isBefore(heap[left + 1], heap[left]) ? left + 1 : left;
  }

  #set(at: number, moment: Moment | undefined): void {
    if (moment) this.#heap[at] = moment;
  }
}

function isBefore(a: Moment | undefined, b: Moment | undefined): boolean {
  if (!a || !b) return false;
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}
