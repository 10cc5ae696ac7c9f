/** Every request of test/recordings/answers.json is sent again, in its order, and answered as the real server answered it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RECORDINGS } from '../../support/recordings.ts';
import { ClusterClient } from './cluster-client.ts';

interface Recorded {
  readonly name: string;
  readonly request: { readonly method: string; readonly path: string; readonly type?: string; readonly body?: Body };
  readonly answer: { readonly code: number; readonly warning?: string; readonly body: Body };
}

// biome-ignore lint/suspicious/noExplicitAny: what was recorded has any shape
type Body = any;

const answers: readonly Recorded[] = JSON.parse(readFileSync(join(RECORDINGS, 'answers.json'), 'utf8'));

let client: ClusterClient;
/** The uids of the recorded objects, and those that they have here. */
const uids = new Map<string, string>();

beforeAll(async () => {
  client = await ClusterClient.start({ startMs: Date.parse('2026-11-21T19:00:24Z') });
  client.cluster.writer.create('namespaces', { metadata: { name: 'answers' } });
});
afterAll(() => client[Symbol.asyncDispose]());

describe('the same answer as the real server', () => {
  test.each(answers)('$name', async ({ request, answer }) => {
    playJobController(request, answer);
    if (request.path.includes('watch=1')) client.cluster.store.compact(client.cluster.store.revision);
    const given = await client.send(request.method, request.path, request);
    const recordedUid = answer.body.metadata?.uid;
    if (recordedUid && given.body.metadata?.uid) uids.set(recordedUid, given.body.metadata.uid);
    expect({ code: given.code, warning: given.warnings.join(', ') || undefined, body: comparable(given.body) }).toEqual(
      {
        code: answer.code,
        warning: answer.warning,
        body: comparable(here(answer.body)),
      },
    );
  });

  test('its fields in the same order', async () => {
    const { body } = await client.send('GET', '/apis/batch/v1/namespaces/answers/jobs/ok-policy');
    const recorded = answers.find(({ name }) => name === 'ok-policy-defaults')?.answer.body;
    const { managedFields: _, ...metadata } = body.metadata;
    expect(JSON.stringify(comparable({ ...body, metadata }))).toBe(JSON.stringify(comparable(here(recorded))));
  });
});

/** Between the requests the Job controller wrote statuses: what it had written shows in the answer to a patch. */
function playJobController(
  { method, path, body }: Recorded['request'],
  { code, body: answered }: Recorded['answer'],
): void {
  if (method !== 'PATCH' || code !== 200) return;
  const name = path.split('/')[7] ?? '';
  const own = Object.keys(body.status ?? {});
  const status = Object.fromEntries(Object.entries(answered.status).filter(([field]) => !own.includes(field)));
  client.cluster.writer.patch({ resource: 'jobs', namespace: 'answers', name }, { status });
}

/** What was recorded, with the uids that objects have here. */
function here(body: Body): Body {
  return JSON.parse([...uids].reduce((text, [recorded, own]) => text.replaceAll(recorded, own), JSON.stringify(body)));
}

/** Without what differs from server to server: versions, times, who set which field, the uid of an object that was refused. */
function comparable(body: Body): Body {
  return JSON.parse(JSON.stringify(body), (key, value) => {
    if (key === 'resourceVersion' || key === 'managedFields') return undefined;
    if (key === 'creationTimestamp' && value !== null) return 'a time';
    return key === 'message' ? value.replace(TOO_OLD, '$1 (N)').replace(UID, 'a uid') : value;
  });
}

const TOO_OLD = /(too old resource version: 1) \(\d+\)/;
const UID = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g;
