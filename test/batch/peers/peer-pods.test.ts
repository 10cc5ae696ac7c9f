import { describe, expect, test } from 'vitest';
import { publishedPods } from '../../../src/batch/peers/headless.ts';
import { absentIndexes, peerPodOf, peersOf } from '../../../src/batch/peers/peer-pods.ts';
import { rawEndpoint, rawPeerPod, rawSlice } from '../../support/raw-peers.ts';

type Json = Readonly<Record<string, unknown>>;

function wordOf(pod: Json, ...endpoints: readonly Json[]): string {
  const [peer] = peersOf([peerPodOf(pod)], publishedPods([rawSlice(...endpoints)]));
  if (!peer) return 'no peer';
  return peer.publication.published ? peer.publication.addresses.join() : peer.publication.because;
}

describe('whether DNS answers with a pod', () => {
  const ended = { status: { phase: 'Succeeded' } };
  const table: Readonly<Record<string, readonly [Json, readonly Json[], string]>> = {
    'it is in a slice': [rawPeerPod(1), [rawEndpoint(1)], '10.0.0.1'],
    'ready is what nobody says otherwise': [rawPeerPod(1), [rawEndpoint(1, { conditions: {} })], '10.0.0.1'],
    'not ready': [rawPeerPod(1), [rawEndpoint(1, { conditions: { ready: false } })], 'not-ready'],
    'without its hostname': [rawPeerPod(1), [rawEndpoint(1, { hostname: undefined })], 'no-name'],
    'another pod of its index is': [
      rawPeerPod(1),
      [rawEndpoint(1, { targetRef: { kind: 'Pod', uid: 'other' } })],
      'not-published',
    ],
    'no address yet': [rawPeerPod(1, { status: { podIP: '' } }), [], 'no-address'],
    ended: [rawPeerPod(1, ended), [], 'ended'],
    'ended, and still in the slice: DNS goes by the slice': [rawPeerPod(1, ended), [rawEndpoint(1)], '10.0.0.1'],
  };
  test.each(Object.entries(table))('%s', (_, [pod, endpoints, word]) => {
    expect(wordOf(pod, ...endpoints)).toBe(word);
  });

  test('slices that may not be read tell of nobody', () => {
    expect(peersOf([peerPodOf(rawPeerPod(0))], undefined)[0]?.publication).toEqual({
      published: false,
      because: 'unread',
    });
  });
});

describe('one pod an index', () => {
  const named = (name: string, more: Json = {}, status: Json = {}) =>
    peerPodOf(rawPeerPod(1, { metadata: { name, uid: name, ...labels, ...more }, status }));
  const labels = { labels: { 'batch.kubernetes.io/job-completion-index': '1' } };
  const winner = (...pods: readonly ReturnType<typeof named>[]) => {
    const [both, turned] = [peersOf(pods, []), peersOf(pods.toReversed(), [])];
    expect(both).toEqual(turned);
    return both.map(({ pod }) => pod.name).join();
  };
  const later = { creationTimestamp: '2026-11-21T18:00:00Z' };

  test('the newer one', () => expect(winner(named('old'), named('new', later))).toBe('new'));
  test('one that runs before one that has ended, though newer', () =>
    expect(winner(named('runs'), named('ended', later, { phase: 'Failed' }))).toBe('runs'));
  test('one that stays before one that is deleted', () =>
    expect(winner(named('stays'), named('going', { ...later, deletionTimestamp: '2026-11-21T18:00:01Z' }))).toBe(
      'stays',
    ));
  test('in the order of numbers, not of names; without an index at the end', () => {
    const pods = [10, 9, 2].map((index) => peerPodOf(rawPeerPod(index)));
    const none = peerPodOf(rawPeerPod(0, { metadata: { labels: {} } }));
    expect(peersOf([none, ...pods], []).map(({ pod }) => pod.index)).toEqual([2, 9, 10, undefined]);
  });
  test('older clusters have the annotation alone', () => {
    const pod = rawPeerPod(0, {
      metadata: { labels: {}, annotations: { 'batch.kubernetes.io/job-completion-index': '4' } },
    });
    expect(peerPodOf(pod).index).toBe(4);
  });
});

test('indexes without a pod, by what became of them', () => {
  const peers = peersOf([peerPodOf(rawPeerPod(0)), peerPodOf(rawPeerPod(5))], []);
  expect(absentIndexes(peers, { completions: 1_000_000, completedIndexes: '0-3', failedIndexes: '3,4' })).toEqual({
    completed: [{ first: 1, last: 3 }],
    failed: [{ first: 4, last: 4 }],
    waiting: [{ first: 6, last: 999_999 }],
  });
});
