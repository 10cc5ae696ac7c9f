/** The shell of containers against what a real one answered: GNU bash 5.2 on Debian, each script with `bash -c`, stderr on stdout. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ranScript } from './run-container.ts';

interface Answer {
  readonly script: string;
  readonly code: number;
  readonly output: string;
}

const answers: readonly Answer[] = JSON.parse(readFileSync(new URL('bash-answers.json', import.meta.url), 'utf8'));

describe('scripts come to what bash makes of them', () => {
  test('there are many of them', () => expect(answers.length).toBeGreaterThan(230));

  test.each(answers.map((answer) => [answer.script, answer] as const))('%s', async (script, { code, output }) => {
    const ran = await ranScript(script);
    expect({ code: ran.code, output: ran.output }).toEqual({ code, output });
  });
});
