/** A watch survives what happens to it, and ends when it is told to, through the program as it is shipped. */
import { expect, test } from 'vitest';
import { json, lines, statusObject } from '../support/fault-server.ts';
import { JOBS, list, reel, reels, serving } from '../support/listing.ts';

const modified = (succeeded: number, version: string) => ({ type: 'MODIFIED', object: reel(succeeded, version) });
const EXPIRED = { type: 'ERROR', object: statusObject(410, 'Expired', 'too old resource version: 2 (9)') };

test('cut in the middle of a line, told that it is too old: no change is lost', async () => {
  const server = await serving();
  server.on(JOBS, json(reels(0, '1')), json(reels(2, '9')));
  const cut = lines([modified(1, '2')], 'reset mid-line');
  const tooOld = lines([modified(2, '3'), EXPIRED]);
  server.onWatch(JOBS, cut, tooOld, lines([modified(3, '10')], 'hold'));
  const said = await list(server, {
    words: ['--watch', '--no-headers'],
    options: { interruptAt: /\b3\/3\b/ },
  });
  const done = said.stdout.split('\n').flatMap((line) => /^reel .*(\d\/3)/.exec(line)?.[1] ?? []);
  expect(done).toEqual(['0/3', '1/3', '2/3', '3/3']);
  expect(said.code).toBe(130);
  const versions = server.requests
    .filter((seen) => seen.query.has('watch'))
    .map((seen) => seen.query.get('resourceVersion'));
  expect(versions).toEqual(['1', '2', '9']);
});
