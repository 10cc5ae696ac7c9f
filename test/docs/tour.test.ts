/** The README's tour, typed into a shell as it stands there. */
import { readFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import { expect, test } from 'vitest';
import { BIN, run } from '../support/run-cli.ts';

test('the tour of the README shows what it promises, and nothing in it fails', { timeout: 240_000 }, async () => {
  const [, ...blocks] = codeOf(sectionOf(readFileSync('README.md', 'utf8'), 'A tour of ten minutes'));
  expect(blocks.length).toBeGreaterThanOrEqual(3);
  const faster = blocks.join('').replaceAll('--speed 5', '--speed 60');
  const env = { PATH: [BIN, process.env.PATH].join(delimiter) };
  const { stdout, stderr, code } = await run('bash', [], { env, input: faster });
  expect(code).toBe(0);
  expect(stderr).not.toMatch(/^error|^Error from server|^unknown|command not found/m);
  const promised = [
    /^Completed Indexes: +0,1,4,6-9$/m,
    /^per-index +Failed +7\/10/m,
    /^ {2}failed +3 +2,3,5$/m,
    /^ {2}5 +failed +2 +1 /m,
    /^\[5#2\] \+48\.\d+s index 5$/m,
    /^exit code 3$/m,
    /"failedIndexes": "2,3,5"/,
    /indexed-job: Complete · 5 of 5 done/,
    /^job\.batch\/indexed-job complete \(5\/5/m,
    /^\[3\] xuq$/m,
    /policy rule 0: FailJob/,
    /^Stuck: +cannot be scheduled: 0\/7 nodes/m,
    /ImagePullBackOff|ErrImagePull/,
    /^\S+ +(Suspended|Running)/m,
    /^Selector: +controller-uid=/m,
    /^job\.batch\/per-index failed \(7\/10 in /m,
    /^0 +FailIndex +exit 42 in "main" .* ok$/m,
    /^FAIL +the Job failed: BackoffLimitExceeded/m,
    /^1 of 3 names resolve now/m,
    /^ {2}publishNotReadyAddresses: true$/m,
  ];
  expect(promised.filter((text) => !text.test(stdout))).toEqual([]);
});

function sectionOf(page: string, title: string): string {
  const begin = page.indexOf(`\n## ${title}`);
  return page.slice(begin, page.indexOf('\n## ', begin + 1));
}

/** The contents of its fenced blocks. */
function codeOf(section: string): readonly string[] {
  return [...section.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, code = '']) => code);
}
