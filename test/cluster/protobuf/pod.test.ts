/** Pods in protobuf are the same pods as in JSON: those that a real server sent, and any others. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normalisePod } from '../../../src/cluster/normalise.ts';
import { ListReader } from '../../../src/cluster/protobuf/list.ts';
import { readPod } from '../../../src/cluster/protobuf/pod.ts';
import { TruncatedError, WireError } from '../../../src/cluster/protobuf/wire.ts';
import { protobufListOf } from '../../../src/sandbox/schema/protobuf/write-protobuf.ts';
import { structNamed } from '../../../src/sandbox/schema/schema.ts';
import { recordingFile } from '../../support/recordings.ts';

const BYTES = readFileSync(recordingFile('wire', 'pods.pb'));
const { items, metadata } = JSON.parse(readFileSync(recordingFile('wire', 'pods.json'), 'utf8'));

/** What comes out of a list that arrives in these pieces. */
function read(pieces: readonly Uint8Array[]) {
  const reader = new ListReader();
  const out = pieces.flatMap((piece) =>
    [...reader.take(piece)].map((found) => ('item' in found ? readPod(found.item) : found.metadata)),
  );
  reader.end();
  return out;
}

function podsAsProtobuf(...pods: readonly object[]): Uint8Array {
  return protobufListOf({ apiVersion: 'v1', kind: 'PodList', metadata: {}, items: pods }, structNamed('Pod'));
}

describe('the recorded list', () => {
  const expected = [{ resourceVersion: metadata.resourceVersion, continue: '' }, ...items.map(normalisePod)];

  test('whole', () => {
    expect(read([BYTES])).toEqual(expected);
  });

  test.each([777, 4096, 20_000, 100_000])('in pieces of %i bytes', (size) => {
    const count = Math.ceil(BYTES.length / size);
    const pieces = Array.from({ length: count }, (_, i) => BYTES.subarray(i * size, (i + 1) * size));
    expect(read(pieces)).toEqual(expected);
  });

  test('byte by byte', () => {
    const bytes = podsAsProtobuf(items[0], items[1]);
    expect(read(Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(read([bytes]));
  });

  test('cut anywhere it is no list', () => {
    const short = podsAsProtobuf(items[0]);
    for (let end = 0; end < short.length - 4; end += 1) {
      expect(() => read([short.subarray(0, end)]), `cut at ${end}`).toThrow(TruncatedError);
    }
  });
});

test('what is no protobuf is said to be none', () => {
  expect(() => read([Buffer.from('{"kind":"PodList"}')])).toThrow(WireError);
});

const text = fc.oneof(fc.constantFrom('', 'a', 'Failed', 'OOMKilled'), fc.string({ unit: 'grapheme', maxLength: 12 }));
const whole = fc.integer({ min: 0, max: 2 ** 31 - 1 });
const time = fc
  .date({ min: new Date('1970-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true })
  .map((date) => `${date.toISOString().slice(0, 19)}Z`);
const some = <T extends object>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(fields, { requiredKeys: [] });
const terminated = some({
  exitCode: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  signal: whole,
  reason: text,
  message: text,
  startedAt: time,
  finishedAt: time,
  containerID: text,
});
const state = fc.oneof(
  fc.record({ waiting: some({ reason: text, message: text }) }),
  fc.record({ running: some({ startedAt: time }) }),
  fc.record({ terminated }),
  fc.constant({}),
);
const containers = fc.array(
  some({ name: text, state, lastState: state, ready: fc.boolean(), restartCount: whole, image: text }),
  { maxLength: 2 },
);
const map = fc.dictionary(fc.constantFrom('a', 'batch.kubernetes.io/job-completion-index', 'job-name'), text);
const pod = some({
  metadata: some({
    name: text,
    generateName: text,
    namespace: text,
    uid: text,
    resourceVersion: text,
    generation: whole,
    creationTimestamp: time,
    deletionTimestamp: time,
    deletionGracePeriodSeconds: whole,
    labels: map,
    annotations: map,
    ownerReferences: fc.array(some({ kind: text, name: text, uid: text, controller: fc.boolean() }), { maxLength: 2 }),
    finalizers: fc.array(fc.constantFrom('batch.kubernetes.io/job-tracking', 'x'), { maxLength: 2 }),
  }),
  spec: some({ nodeName: text, restartPolicy: text, containers: fc.constant([{ name: 'main', image: 'busybox' }]) }),
  status: some({
    phase: text,
    reason: text,
    message: text,
    startTime: time,
    podIP: text,
    conditions: fc.array(
      fc.record({ type: text, status: text, reason: text, message: text, lastTransitionTime: time }),
      { maxLength: 3 },
    ),
    initContainerStatuses: containers,
    containerStatuses: containers,
  }),
});

test('any pod is the same in JSON and in protobuf', () => {
  fc.assert(
    fc.property(pod, (object) => {
      const json: unknown = JSON.parse(JSON.stringify(withoutEmpty(object)));
      expect(read([podsAsProtobuf(object)])).toEqual([{ resourceVersion: '', continue: '' }, normalisePod(json)]);
    }),
  );
});

/** As Go writes JSON: without what is empty, but for the fields that are always written. */
function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, field]) => [name, MAPS.has(name) ? field : withoutEmpty(field)]);
  return Object.fromEntries(entries.filter(([name, field]) => ALWAYS.has(name) || (field !== '' && field !== 0)));
}

const MAPS = new Set<unknown>(['labels', 'annotations']);
const ALWAYS = new Set<unknown>(['deletionGracePeriodSeconds', 'type', 'status']);
