/** What pods ask for and nodes have, as numbers to be compared (Kubernetes 1.36, pkg/scheduler/framework/types.go, component-helpers/resource). */
import { type Fields, listAt, mapAt, textAt } from '../../api/fields.ts';
import { nanosOf } from '../../validation/resources.ts';

/** Amounts by resource: `cpu` in thousandths, all others in whole units. */
export type Amounts = ReadonlyMap<string, number>;

/** What a pod asks for: its containers together, or its greatest init container beside its sidecars, and its overhead. */
export function requestsOf(pod: Fields): Amounts {
  return requestsWith(pod, requestsOfContainer);
}

/** The same of CPU and memory with what a container is taken to need when it does not say: what nodes are compared by. */
export function assumedRequestsOf(pod: Fields): Amounts {
  return requestsWith(pod, (container) => {
    const asked = requestsOfContainer(container);
    return new Map(ASSUMED.map(([name, amount]) => [name, asked.get(name) ?? amount]));
  });
}

/** The amounts in a map of quantities. */
export function amountsIn(quantities: Readonly<Record<string, string>>): Amounts {
  return new Map(Object.entries(quantities).map(([name, text]) => [name, amountOf(name, text)]));
}

/** Each amount and that of the same resource elsewhere, added up. */
export function addAmounts(one: Amounts, other: Amounts): Amounts {
  if (one.size === 0) return other;
  const sum = new Map(one);
  for (const [name, amount] of other) sum.set(name, (sum.get(name) ?? 0) + amount);
  return sum;
}

/** Each amount less that of the same resource elsewhere. */
export function subtractAmounts(one: Amounts, other: Amounts): Amounts {
  if (other.size === 0) return one;
  const rest = new Map(one);
  for (const [name, amount] of other) rest.set(name, (rest.get(name) ?? 0) - amount);
  return rest;
}

const NANOS = 1_000_000_000n;
const NANOS_IN_MILLI = 1_000_000n;

/** A tenth of a CPU and 200 MB (pkg/scheduler/util/pod_resources.go). */
const ASSUMED: readonly (readonly [string, number])[] = [
  ['cpu', 100],
  ['memory', 200 * 1024 * 1024],
];

const known = new Map<string, number>();

/** The same few texts come again and again. */
function amountOf(name: string, text: string): number {
  const key = name === 'cpu' ? `cpu ${text}` : text;
  const before = known.get(key);
  if (before !== undefined) return before;
  const unit = name === 'cpu' ? NANOS_IN_MILLI : NANOS;
  const amount = Number((nanosOf(text) + unit - 1n) / unit);
  if (known.size < MOST_KNOWN) known.set(key, amount);
  return amount;
}

const MOST_KNOWN = 10_000;

function requestsOfContainer(container: Fields): Amounts {
  return amountsIn(mapAt(container, 'resources.requests'));
}

function requestsWith(pod: Fields, requests: (container: Fields) => Amounts): Amounts {
  let total: Amounts = NONE;
  for (const container of listAt(pod, 'spec.containers')) total = addAmounts(total, requests(container));
  let sidecars: Amounts = NONE;
  let greatest: Amounts = NONE;
  for (const container of listAt(pod, 'spec.initContainers')) {
    if (textAt(container, 'restartPolicy') === 'Always') {
      sidecars = addAmounts(sidecars, requests(container));
      greatest = greaterOf(greatest, sidecars);
    } else {
      greatest = greaterOf(greatest, addAmounts(sidecars, requests(container)));
    }
  }
  const running = greaterOf(addAmounts(total, sidecars), greatest);
  return addAmounts(running, amountsIn(mapAt(pod, 'spec.overhead')));
}

const NONE: Amounts = new Map();

function greaterOf(one: Amounts, other: Amounts): Amounts {
  if (other.size === 0) return one;
  const greatest = new Map(one);
  for (const [name, amount] of other) greatest.set(name, Math.max(greatest.get(name) ?? 0, amount));
  return greatest;
}
