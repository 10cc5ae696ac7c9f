import { expect, test } from 'vitest';
import { RESOURCES, type Resource } from '../../../../src/sandbox/api/resources.ts';
import { parseFieldSelector } from '../../../../src/sandbox/api/selectors/field-selector.ts';
import type { StoredObject } from '../../../../src/sandbox/store.ts';
import { aPod } from '../serving.ts';

const event: StoredObject = {
  metadata: { name: 'e', namespace: 'default' },
  involvedObject: { kind: 'Pod', name: 'a', uid: 'u', fieldPath: 'spec.containers{main}' },
  reason: 'Started',
  type: 'Normal',
  source: { component: 'kubelet' },
};
const job: StoredObject = { metadata: { name: 'j', namespace: 'default' }, status: { succeeded: 2 } };
const node: StoredObject = { metadata: { name: 'n' }, spec: { unschedulable: true } };

test.each([
  ['pods', aPod('a'), '', true],
  ['pods', aPod('a'), 'metadata.name=a', true],
  ['pods', aPod('a'), 'metadata.name==a,metadata.namespace=default', true],
  ['pods', aPod('a'), 'metadata.name!=a', false],
  ['pods', aPod('a'), 'status.phase!=Succeeded,status.phase!=Failed', true],
  ['pods', aPod('a'), 'spec.nodeName=node1', true],
  ['pods', aPod('a'), 'spec.hostNetwork=false', true],
  ['pods', aPod('a'), 'status.podIP=', true],
  ['events', event, 'involvedObject.kind=Pod,involvedObject.name=a,involvedObject.uid=u', true],
  ['events', event, 'involvedObject.fieldPath=spec.containers{main}', true],
  ['events', event, 'reason=Started,type=Normal,source=kubelet', true],
  ['events', event, 'type!=Normal', false],
  ['jobs', job, 'status.successful=2', true],
  ['jobs', job, 'metadata.name=other', false],
  ['nodes', node, 'spec.unschedulable=true', true],
  ['pods', aPod('a'), 'metadata.name=b\\,c', false],
])('%s: %#: %s', (plural, object, selector, selected) => {
  expect(parseFieldSelector(selector, resource(plural))(object)).toBe(selected);
});

test.each([
  ['jobs', 'spec.suspend=true', 'field label "spec.suspend" not supported for Job'],
  ['pods', 'spec.foo=a', 'field label not supported: spec.foo'],
  ['nodes', 'metadata.namespace=a', 'field label not supported: metadata.namespace'],
  ['pods', 'toString=a', 'field label not supported: toString'],
  [
    'cronjobs',
    'spec.suspend=true',
    '"spec.suspend" is not a known field selector: only "metadata.name", "metadata.namespace"',
  ],
  ['pods', 'metadata.name', "invalid selector: 'metadata.name'; can't understand 'metadata.name'"],
])('%s: %s is refused', (plural, selector, message) => {
  expect(() => parseFieldSelector(selector, resource(plural))).toThrow(expect.objectContaining({ message }));
});

function resource(plural: string): Resource {
  const found = RESOURCES.find((candidate) => candidate.plural === plural);
  if (!found) throw new Error(`no resource ${plural}`);
  return found;
}
