/** Jobs that are deleted while they are waited for: what was seen of them decides, then their events. */
import { describe, expect, test } from 'vitest';
import { watchesOf } from '../../support/fault-proxy.ts';
import { COMPLETE, conditions, rawEvent, rawJob, type StoreCluster } from '../../support/store-cluster.ts';
import { aWait, until } from '../../support/waiting.ts';
import { inTurn, outcome, room } from '../../support/waiting-room.ts';

const X = { namespace: 'default', name: 'x' };

/** Removes `x` so that nobody who watches sees its last status. */
function vanish({ store, proxy }: StoreCluster): void {
  proxy.next(watchesOf('jobs'), { kind: 'error-event', code: 410, reason: 'Expired' });
  store.remove('jobs', 'default', 'x');
}

describe('what was waited for came true', () => {
  test.each(['succeeded=1', 'jsonpath={.status.succeeded}=1', 'condition=Complete', 'complete'])(
    '%s: in the last status, which came with the deletion',
    async (condition) => {
      await using at = await room();
      at.store.put('jobs', rawJob('x'));
      const remove = () => void at.store.removeAs('jobs', rawJob('x', { status: COMPLETE }));
      const found = await outcome(at.cluster, aWait([X], { until: until(condition) }), inTurn(remove));
      expect([found.exit, found.result?.isGone]).toEqual(['ok', true]);
    },
  );

  test('after it was last seen, if its events tell that it completed', async () => {
    await using at = await room();
    const job = at.store.put('jobs', rawJob('x'));
    const end = () => {
      vanish(at);
      at.store.put('events', rawEvent(job, 'Normal', 'Completed'));
    };
    const found = await outcome(at.cluster, aWait([X], { until: until('succeeded=1') }), inTurn(end));
    expect([found.exit, found.result?.end?.toldBy]).toEqual(['ok', 'events']);
  });
});

test('what its events cannot tell of a Job that was never seen is told by nothing: it is gone', async () => {
  await using at = await room();
  at.store.put('events', rawEvent(rawJob('x'), 'Normal', 'Completed'));
  const found = await outcome(at.cluster, aWait([X], { until: until('succeeded=1') }));
  expect([found.exit, found.result?.because]).toEqual(['gone', 'it is Complete, and nothing tells of succeeded=1']);
});

describe('an end that was decided when it was last seen is its end, where no event tells', () => {
  test.each([
    ['FailureTarget', 'PodFailurePolicy', 'failed'],
    ['SuccessCriteriaMet', 'SuccessPolicy', 'ok'],
  ])('%s', async (type, reason, exit) => {
    await using at = await room();
    at.store.put('jobs', rawJob('x', { status: conditions([type, reason]) }));
    const found = await outcome(
      at.cluster,
      aWait([X]),
      inTurn(() => vanish(at)),
    );
    expect([found.exit, found.result?.end]).toMatchObject([exit, { reason, toldBy: 'status' }]);
  });
});
