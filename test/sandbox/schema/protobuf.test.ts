/** Protobuf as a real API server wrote it, and as clients write it. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { openEnvelope } from '../../../src/sandbox/schema/protobuf/read-protobuf.ts';
import { protobufListOf, protobufOf } from '../../../src/sandbox/schema/protobuf/write-protobuf.ts';
import { structNamed } from '../../../src/sandbox/schema/schema.ts';
import { recordingFile } from '../../support/recordings.ts';

const wire = (file: string) => readFileSync(recordingFile('wire', file));
const listIn = (file: string) => JSON.parse(wire(file).toString());

test.each([
  { name: 'pods', kind: 'Pod' },
  { name: 'jobs', kind: 'Job' },
])('the recorded $name come out as a real server wrote them, byte for byte', ({ name, kind }) => {
  expect(protobufListOf(listIn(`${name}.json`), structNamed(kind)).equals(wire(`${name}.pb`))).toBe(true);
});

describe('what is written is read again as it was', () => {
  const check = (name: string, kind: string, object: object) =>
    test(name, () => {
      const typed = { apiVersion: 'v1', kind, ...object };
      expect(openEnvelope(protobufOf(typed, structNamed(kind))).as(structNamed(kind))).toMatchObject(typed);
    });

  check('texts of all alphabets', 'Pod', { metadata: { name: 'ä日👍' } });
  check('negative numbers', 'Pod', { spec: { priority: -2147483648 } });
  check('numbers beyond 32 bits', 'Pod', { metadata: { generation: 2 ** 53 - 1 } });
  check('a pointer to 0, which is not the same as none', 'Pod', { metadata: { deletionGracePeriodSeconds: 0 } });
  check('quantities', 'Pod', { spec: { overhead: { cpu: '250m', memory: '1Gi' } } });
  check('ports by number and by name', 'Service', {
    spec: {
      ports: [
        { port: 80, targetPort: 8080 },
        { port: 81, targetPort: 'web' },
      ],
    },
  });
  check('times before 1970, and with microseconds', 'Event', {
    metadata: { creationTimestamp: '1969-12-31T23:59:59Z' },
    eventTime: '2026-11-21T17:57:22.000123Z',
  });
  check('what Go embeds', 'Pod', {
    spec: { containers: [{ name: 'a', livenessProbe: { exec: { command: ['true'] }, periodSeconds: 3 } }] },
  });
});
