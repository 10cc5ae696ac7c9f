import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseBlocks } from '../../../src/cluster/kubeconfig/block-yaml.ts';
import { readYaml } from '../../../src/cluster/kubeconfig/yaml.ts';

const AS_KUBECTL_WRITES = `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg==
    server: https://127.0.0.1:6443
  name: kind-kind
# by hand
- cluster: {}
  name: "with a # and: more"
contexts:
- context:
    cluster: kind-kind
    user: kind-kind
  name: kind-kind
current-context: kind-kind
kind: Config
preferences: {}
users:
  - name: arn:aws:eks:eu:1:cluster/x
    user:
      exec:
        apiVersion: client.authentication.k8s.io/v1
        args:
        - get-token
        - '--region'
        command: aws
        env: []
        provideClusterInfo: false
`;

test('what kubectl writes is read, as a YAML library reads it', () => {
  expect(parseBlocks(AS_KUBECTL_WRITES)).toEqual(readYaml(AS_KUBECTL_WRITES));
  expect(parseBlocks(AS_KUBECTL_WRITES)).toMatchObject({ 'current-context': 'kind-kind', preferences: {} });
});

describe('what may mean something else is left to a YAML library', () => {
  const check = (name: string, text: string) => test(name, () => expect(parseBlocks(text)).toBe(undefined));

  check('nothing', '');
  check('a number', 'a: 1\n');
  check('an empty value', 'a:\nb: c\n');
  check('a word that is none', 'a: Null\n');
  check('an anchor', 'a: &x b\n');
  check('a merge', '<<: b\n');
  check('a block of text', 'a: |\n  b\n');
  check('a text that goes on', 'a: b\n  c\n');
  check('an escape', 'a: "b\\n"\n');
  check('a comment behind a value', 'a: b # c\n');
  check('flow style', 'a: {b: c}\n');
  check('a key twice', 'a: b\na: c\n');
  check('a document of its own', '---\na: b\n');
  check('a tab', 'a:\tb\n');
  check('a list alone', '- a\n');
  check('lines that stand nowhere', 'a:\n    b: c\n  d: e\n');
  check('text beyond ASCII', 'a: ü\n');
});

/** What can happen to a line: it goes, it moves, it comes twice, something else stands in it. */
const change = fc.oneof(
  fc.constant(() => []),
  fc.constant((line: string) => [line, line]),
  fc.integer({ min: 1, max: 4 }).map((more) => (line: string) => [' '.repeat(more) + line]),
  fc.integer({ min: 1, max: 4 }).map((less) => (line: string) => [line.replace(new RegExp(`^ {1,${less}}`), '')]),
  fc.constant((line: string) => [line.replace('- ', '')]),
  fc.constant((line: string) => [line.replace(/[^ ]/, '- $&')]),
  fc
    .constantFrom(
      '',
      ' x',
      ' {}',
      ' []',
      ' "q: #"',
      " 's'",
      ' true',
      ' null',
      ' 1',
      ' a b',
      ' &z x',
      ' |',
      ' ~',
      ' No',
      ' e1',
    )
    .map((value) => (line: string) => [line.replace(/:( .*)?$/, `:${value}`)]),
);
const changes = fc.array(fc.tuple(fc.nat({ max: 24 }), change), { minLength: 0, maxLength: 3 });

test('whatever is read, a YAML library reads it the same', () => {
  let read = 0;
  fc.assert(
    fc.property(changes, (made) => {
      const lines: string[][] = AS_KUBECTL_WRITES.split('\n').map((line) => [line]);
      for (const [at, changed] of made) lines[at] = (lines[at] ?? []).flatMap(changed);
      const text = lines.flat().join('\n');
      const content = parseBlocks(text);
      if (content === undefined) return;
      read += 1;
      expect(readYaml(text)).toEqual(content);
    }),
    { numRuns: 3000 },
  );
  expect(read).toBeGreaterThan(300);
});
