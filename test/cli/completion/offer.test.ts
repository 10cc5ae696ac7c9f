import { describe, expect, test } from 'vitest';
import { readCommandLine } from '../../../src/cli/completion/command-line.ts';
import { type Offer, offerFor } from '../../../src/cli/completion/offer.ts';
import { describeCommands } from '../../../src/program.ts';

const commands = await describeCommands();

/** What is offered for a line (`_` for an empty last word), as far as it is not nothing. */
function offered(line: string): Partial<Offer> & { readonly values: readonly string[] } {
  const argv = line.split(' ').map((word) => (word === '_' ? '' : word));
  const { words, ...offer } = offerFor(readCommandLine(argv, commands), commands);
  return { ...offer, values: words.map(({ value }) => value) };
}

function checkWords(line: string, ...values: readonly string[]): void {
  test(line, () => expect(offered(line)).toMatchObject({ values, live: [], files: undefined }));
}

function checkLive(line: string, ...live: Offer['live']): void {
  test(line, () => expect(offered(line)).toMatchObject({ values: [], live, files: undefined }));
}

describe('commands', () => {
  test('all that are not hidden, each once, and none by its other name', () => {
    const { values } = offered('_');
    expect(values).toEqual(expect.arrayContaining(['list', 'describe', 'sandbox', 'version', 'completion']));
    expect(values).not.toContain('__complete');
    expect(values).not.toContain('ls');
    expect(new Set(values).size).toBe(values.length);
  });
  test('each says what it is for, also what only begins commands', () => {
    const { words } = offerFor(readCommandLine([''], commands), commands);
    expect(words.filter(({ description = '' }) => !/^[A-Z].*\.$/.test(description))).toEqual([]);
  });
  test('those of a topic', () => expect(offered('sandbox _').values).toContain('replay'));
  test('those below a command that takes names too, until there is one', () => {
    expect(offered('peers _')).toMatchObject({ values: ['create', 'check'], live: [{ kind: 'names', of: 'jobs' }] });
    expect(offered('peers job/x _').values).toEqual([]);
    expect(offered('peers -n x _').values).toEqual([]);
  });
  checkWords('nonsense _');
  checkWords('--', '--help', '--version');
});

describe('flags', () => {
  test('those of the command before those of connections, and letters only behind one dash', () => {
    const { values, ordered } = offered('describe --');
    expect(ordered).toBe(true);
    expect(values.indexOf('--grid')).toBeLessThan(values.indexOf('--namespace'));
    expect(values.filter((value) => !value.startsWith('--'))).toEqual([]);
    expect(offered('describe -').values).toContain('-n');
  });
  test('each once, but those that may be repeated', () => {
    const { values } = offered('describe --grid -f x --');
    expect(values).not.toContain('--grid');
    expect(values).toContain('--filename');
  });
});

describe('values', () => {
  checkWords('describe -o _', 'wide', 'json', 'yaml', 'name', 'jsonpath=', 'custom-columns=');
  checkWords('version -o _', 'json', 'yaml', 'jsonpath=', 'custom-columns=');
  checkWords('sandbox replay x -o _', 'json', 'yaml');
  checkWords('completion _', 'bash', 'zsh', 'fish', 'powershell', 'kubectl');
  checkWords('describe -l _');
  test('of a list, behind a comma, without those chosen', () => {
    const { values } = offered('list --status running,_'.replace('_', ''));
    expect(values).toContain('running,failed');
    expect(values).not.toContain('running,running');
  });
  test('--sort-by knows the columns', () => expect(offered('list --sort-by _').values).toContain('failed'));
  test('names in the kubeconfig', () => {
    expect(['context', 'cluster', 'user'].map((flag) => offered(`list --${flag} _`).kubeconfig)).toEqual([
      'contexts',
      'clusters',
      'users',
    ]);
  });
  test('files', () => {
    expect(offered('describe -f _').files).toEqual(['json', 'yaml', 'yml']);
    expect(offered('describe --kubeconfig _').files).toEqual([]);
    expect(offered('sandbox replay _').files).toEqual([]);
    expect(offered('sandbox replay x -- _').files).toEqual([]);
  });
});

describe('names that a cluster knows', () => {
  checkLive('describe _', { kind: 'names', of: 'jobs', start: '' });
  checkLive('describe job/x', { kind: 'names', of: 'jobs', start: 'job/' });
  checkLive('describe jobs.v1.batch/x', { kind: 'names', of: 'jobs', start: 'jobs.v1.batch/' });
  checkLive('describe job _', { kind: 'names', of: 'jobs', start: '' });
  checkLive('describe pod/x');
  checkLive('describe -n _', { kind: 'names', of: 'namespaces', start: '' });
  checkLive('describe sweep --indexes 0,', { kind: 'indexes', jobs: ['sweep'], start: '0,' });
  checkLive('describe job sweep other job/third --indexes=', {
    kind: 'indexes',
    jobs: ['sweep', 'other', 'third'],
    start: '',
  });
  checkLive('drill drain sweep --pod _', { kind: 'pods', jobs: ['sweep'], start: '' });
  checkLive('drill drain job/sweep --yes --pod=sw', { kind: 'pods', jobs: ['sweep'], start: '' });
  checkLive('drill policy sweep --rule _', { kind: 'rules', jobs: ['sweep'], start: '' });
  checkLive('drill policy -f x.yaml --rule _', { kind: 'rules', jobs: [], start: '' });
  checkLive('drill restore _', { kind: 'names', of: 'nodes', start: '' });
  checkLive('drill restore node-1 node/no', { kind: 'names', of: 'nodes', start: 'node/' });
  checkLive('list _');
  test('a node of an embedded cluster is nothing that could be looked up, and no file', () => {
    expect(offered('sandbox fault node-lost _')).toMatchObject({ live: [], files: undefined });
  });
  test('are not offered twice', () => expect(offered('describe a b _').taken).toEqual(['a', 'b']));
});

describe('a command that takes CronJobs too', () => {
  const arg = { multiple: true, kinds: ['jobs', 'cronjobs'] as const };
  const command = { id: 'go', aliases: [], flags: {}, args: { name: arg } };
  const live = (line: string) => offerFor(readCommandLine(line.split(' '), [command]), [command]).live;
  test('offers both, CronJobs with their kind', () => {
    expect(live('go ')).toEqual([
      { kind: 'names', of: 'jobs', start: '' },
      { kind: 'names', of: 'cronjobs', start: 'cronjob/' },
    ]);
  });
  test('asks for one kind where it is written', () => {
    expect(live('go cj/x')).toEqual([{ kind: 'names', of: 'cronjobs', start: 'cj/' }]);
    expect(live('go cronjob ')).toEqual([{ kind: 'names', of: 'cronjobs', start: '' }]);
    expect(live('go job/')).toEqual([{ kind: 'names', of: 'jobs', start: 'job/' }]);
  });
});
