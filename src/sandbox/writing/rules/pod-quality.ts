/** The quality of service of a pod: who is evicted first (Kubernetes 1.36, pkg/apis/core/v1/helper/qos/qos.go). */
import { type Fields, listAt, mapAt } from '../../api/fields.ts';
import { nanosOf } from '../../validation/resources.ts';

/** `Guaranteed`: every container's limits are its requests, for CPU and memory; `BestEffort`: none says anything; else `Burstable`. */
export function qualityOfService(pod: Fields): string {
  const containers = [...listAt(pod, 'spec.containers'), ...listAt(pod, 'spec.initContainers')];
  const asked = containers.map((container) => ({
    requests: computeOf(container, 'requests'),
    limits: computeOf(container, 'limits'),
  }));
  if (asked.every(({ requests, limits }) => requests.size === 0 && limits.size === 0)) return 'BestEffort';
  const isGuaranteed = asked.every(
    ({ requests, limits }) =>
      limits.size === COMPUTE.length &&
      [...limits].every(([name, amount]) => (requests.get(name) ?? amount) === amount),
  );
  return isGuaranteed ? 'Guaranteed' : 'Burstable';
}

const COMPUTE = ['cpu', 'memory'] as const;

function computeOf(container: Fields, list: 'requests' | 'limits'): ReadonlyMap<string, bigint> {
  const amounts = mapAt(container, `resources.${list}`);
  const found = COMPUTE.flatMap((name) => {
    const amount = amounts[name];
    return amount === undefined || nanosOf(amount) === 0n ? [] : [[name, nanosOf(amount)] as const];
  });
  return new Map(found);
}
