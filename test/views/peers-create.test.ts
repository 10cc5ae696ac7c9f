import { expect, test } from 'vitest';
import { sizeNotes } from '../../src/views/peers/create.ts';

const withData = (text: string) => ({ kind: 'ConfigMap', metadata: { name: 'hosts' }, data: { hostfile: text } });

test.each([
  ['a small object', '', ''],
  ['one that an annotation holds', 'x'.repeat(262_144 - JSON.stringify(withData('')).length), ''],
  [
    'one with a byte more',
    'x'.repeat(262_145 - JSON.stringify(withData('')).length),
    'Risk: ConfigMap hosts has 262145 bytes: kubectl apply keeps a copy in an annotation, which takes 262144; kubectl create and kubectl apply --server-side keep none.\n',
  ],
])('what kubectl apply takes: %s', (_, text, notes) => {
  expect(sizeNotes([withData(text)])).toBe(notes);
});
