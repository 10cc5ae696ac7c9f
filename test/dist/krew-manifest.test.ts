import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { krewManifest } from '../../bin/dist/krew-manifest.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { type KrewManifest, krewObjections } from '../support/krew-rules.ts';

const text = readFileSync('krew-manifest.yaml', 'utf8');
const manifest: KrewManifest = parse(text);

describe('krew-manifest.yaml', () => {
  test('is what krew takes', () => {
    expect(krewObjections(text, 'job')).toEqual([]);
  });

  test('is for the five platforms, of this version', () => {
    const { version, platforms } = manifest.spec;
    expect(version).toBe(`v${packageJson.version}`);
    expect(platforms.map(({ selector }) => Object.values(selector.matchLabels ?? {}).join('/'))).toEqual([
      'linux/amd64',
      'linux/arm64',
      'darwin/amd64',
      'darwin/arm64',
      'windows/amd64',
    ]);
    for (const { uri } of platforms) expect(uri).toContain(`/releases/download/${version}/kubectl-job_${version}_`);
  });

  test('was made by `npm run dist`, not by hand', () => {
    const sums = new Map(manifest.spec.platforms.map(({ uri, sha256 }) => [uri.split('/').at(-1) ?? '', sha256]));
    const { version, homepage } = packageJson;
    expect(krewManifest({ version, homepage, sums })).toBe(text);
  });

  test('is the same in the index that this repository is', () => {
    expect(readFileSync('plugins/job.yaml', 'utf8')).toBe(text);
  });
});

describe('the rules see', () => {
  const check = (name: string, from: string | RegExp, to: string, expected: string) =>
    test(name, () => {
      const changed = text.replace(from, to);
      expect(changed).not.toBe(text);
      expect(krewObjections(changed, 'job').join('\n')).toContain(expected);
    });

  check('another name than the file has', 'name: job', 'name: jobs', 'the file is job.yaml');
  check('a version without its v', /version: v/, 'version: ', 'the version');
  check('two selectors for one platform', /arch: arm64/, 'arch: amd64', 'linux/amd64 is selected 2 times');
  check('a program for Windows without .exe', 'kubectl-job.exe', 'kubectl-job', '.exe belongs to Windows');
  check('a sum that is none', /sha256: \w/, 'sha256: X', 'sha256');
  check('a long description', /shortDescription: /, `shortDescription: ${'very '.repeat(9)}`, 'at most 50');
});

test('a manifest without one of the archives is not made', () => {
  expect(() => krewManifest({ version: '1.0.0', homepage: 'https://x', sums: new Map() })).toThrow(
    'no sum of kubectl-job_v1.0.0_linux',
  );
});
