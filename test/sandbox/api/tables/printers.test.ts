import { expect, test } from 'vitest';
import { OTHER_RESOURCES } from '../../../../src/sandbox/api/known-resources.ts';
import { RESOURCES } from '../../../../src/sandbox/api/resources.ts';
import { tableOf } from '../../../../src/sandbox/api/tables/table.ts';
import type { StoredObject } from '../../../../src/sandbox/store.ts';

const NOW = Date.parse('2026-11-21T18:00:00Z');
const metadata = { name: 'x', namespace: 'default', creationTimestamp: '2026-11-21T17:59:00Z' };
const template = {
  spec: {
    containers: [
      { name: 'a', image: 'i:1' },
      { name: 'b', image: 'i:2' },
    ],
  },
};
const startTime = '2026-11-21T17:59:30Z';
const condition = (type: string) => ({ conditions: [{ type, status: 'True' }] });

const check: readonly (readonly [string, string, Partial<StoredObject>, readonly unknown[]])[] = [
  [
    'jobs',
    'a Job that runs',
    { spec: { completions: 3, template }, status: { startTime, succeeded: 1 } },
    ['x', 'Running', '1/3', '30s', '60s', 'a,b', 'i:1,i:2', '<none>'],
  ],
  [
    'jobs',
    'a Job that is complete',
    {
      spec: { completions: 3 },
      status: { startTime, completionTime: '2026-11-21T17:59:35Z', succeeded: 3, ...condition('Complete') },
    },
    ['x', 'Complete', '3/3', '5s', '60s'],
  ],
  [
    'jobs',
    'a Job that failed goes on lasting',
    { spec: { completions: 3 }, status: { startTime, ...condition('Failed') } },
    ['x', 'Failed', '0/3', '30s', '60s'],
  ],
  [
    'jobs',
    'a work queue',
    { spec: { parallelism: 3 }, status: { startTime, succeeded: 1 } },
    ['x', 'Running', '1/1 of 3', '30s', '60s'],
  ],
  [
    'jobs',
    'a work queue with one worker',
    { spec: { parallelism: 1 }, status: {} },
    ['x', 'Running', '0/1', '', '60s'],
  ],
  [
    'jobs',
    'a suspended Job',
    { spec: { completions: 1 }, status: condition('Suspended') },
    ['x', 'Suspended', '0/1', '', '60s'],
  ],
  [
    'jobs',
    'a Job about to fail',
    { spec: { completions: 1 }, status: condition('FailureTarget') },
    ['x', 'FailureTarget', '0/1', '', '60s'],
  ],
  [
    'jobs',
    'a Job about to succeed',
    { spec: { completions: 1 }, status: condition('SuccessCriteriaMet') },
    ['x', 'SuccessCriteriaMet', '0/1', '', '60s'],
  ],
  [
    'jobs',
    'a Job being deleted',
    { metadata: { ...metadata, deletionTimestamp: startTime }, spec: { completions: 1 } },
    ['x', 'Terminating', '0/1', '', '60s'],
  ],
  [
    'jobs',
    'a selector with everything',
    {
      spec: {
        completions: 1,
        selector: {
          matchLabels: { b: '1' },
          matchExpressions: [
            { key: 'a', operator: 'In', values: ['y', 'x'] },
            { key: 'c', operator: 'DoesNotExist' },
            { key: 'd', operator: 'NotIn', values: ['z'] },
          ],
        },
      },
    },
    ['x', 'Running', '0/1', '', '60s', '', '', 'a in (x,y),b=1,!c,d notin (z)'],
  ],
  [
    'cronjobs',
    'a CronJob',
    {
      spec: { schedule: '* * * * *', suspend: false, jobTemplate: { spec: { template } } },
      status: { active: [{}], lastScheduleTime: startTime },
    },
    ['x', '* * * * *', '<none>', 'False', 1, '30s', '60s', 'a,b', 'i:1,i:2', '<none>'],
  ],
  [
    'cronjobs',
    'a CronJob that never ran',
    { spec: { schedule: '@daily', timeZone: 'Etc/UTC', suspend: true } },
    ['x', '@daily', 'Etc/UTC', 'True', 0, '<none>', '60s'],
  ],
  [
    'events',
    'an event with a count',
    {
      involvedObject: { kind: 'Job', name: 'j' },
      type: 'Warning',
      reason: 'R',
      message: 'm \n',
      count: 3,
      firstTimestamp: metadata.creationTimestamp,
      lastTimestamp: startTime,
      source: { component: 'c', host: 'h' },
    },
    ['30s', 'Warning', 'R', 'job/j', '', 'c, h', 'm', '60s', 3, 'x'],
  ],
  [
    'events',
    'an event of the newer API',
    {
      involvedObject: { kind: 'Pod', name: 'p' },
      type: 'Normal',
      reason: 'R',
      message: 'm',
      eventTime: '2026-11-21T17:59:30.5Z',
      reportingComponent: 's',
    },
    ['29s', 'Normal', 'R', 'pod/p', '', 's', 'm', '29s', 1, 'x'],
  ],
  [
    'events',
    'a series',
    {
      involvedObject: { kind: 'Pod' },
      type: 'Normal',
      reason: 'R',
      message: 'm',
      eventTime: metadata.creationTimestamp,
      series: { count: 7, lastObservedTime: startTime },
    },
    ['30s', 'Normal', 'R', 'pod', '', '', 'm', '60s', 7, 'x'],
  ],
  [
    'nodes',
    'a cordoned node',
    {
      metadata: { ...metadata, labels: { 'node-role.kubernetes.io/control-plane': '' } },
      spec: { unschedulable: true },
      status: {
        ...condition('Ready'),
        nodeInfo: { kubeletVersion: 'v1.36.2' },
        addresses: [{ type: 'InternalIP', address: '10.0.0.1' }],
      },
    },
    [
      'x',
      'Ready,SchedulingDisabled',
      'control-plane',
      '60s',
      'v1.36.2',
      '10.0.0.1',
      '<none>',
      '<unknown>',
      '<unknown>',
      '<unknown>',
    ],
  ],
  [
    'nodes',
    'a lost node',
    { status: { conditions: [{ type: 'Ready', status: 'Unknown' }] } },
    ['x', 'NotReady', '<none>', '60s', ''],
  ],
  ['nodes', 'a node that never said', {}, ['x', 'Unknown', '<none>', '60s', '']],
  [
    'services',
    'a headless service',
    { spec: { type: 'ClusterIP', clusterIPs: ['None'], selector: { b: '2', a: '1' } } },
    ['x', 'ClusterIP', 'None', '<none>', '<none>', '60s', 'a=1,b=2'],
  ],
  [
    'services',
    'a service with ports',
    {
      spec: {
        type: 'LoadBalancer',
        clusterIPs: ['10.0.0.1'],
        ports: [
          { port: 80, protocol: 'TCP', nodePort: 30080 },
          { port: 53, protocol: 'UDP' },
        ],
      },
    },
    ['x', 'LoadBalancer', '10.0.0.1', '<pending>', '80:30080/TCP,53/UDP', '60s', '<none>'],
  ],
  [
    'endpointslices',
    'an empty slice',
    { addressType: 'IPv4', endpoints: null, ports: null },
    ['x', 'IPv4', '<unset>', '<unset>', '60s'],
  ],
  [
    'endpointslices',
    'a long slice',
    {
      addressType: 'IPv4',
      endpoints: ['1', '2', '3', '4'].map((ip) => ({ addresses: [ip] })),
      ports: [{ port: 80 }, { name: 'any' }],
    },
    ['x', 'IPv4', '80,any', '1,2,3 + 1 more...', '60s'],
  ],
  ['namespaces', 'a namespace', { status: { phase: 'Active' } }, ['x', 'Active', '60s']],
  ['configmaps', 'a ConfigMap', { data: { a: '1', b: '2' }, binaryData: { c: '' } }, ['x', 3, '60s']],
  ['secrets', 'a Secret', { type: 'Opaque', data: { a: '' } }, ['x', 'Opaque', 1, '60s']],
  ['leases', 'a Lease', { spec: { holderIdentity: 'node1' } }, ['x', 'node1', '60s']],
  ['runtimeclasses', 'a RuntimeClass', { handler: 'runsc' }, ['x', 'runsc', '60s']],
  [
    'poddisruptionbudgets',
    'a budget',
    { spec: { minAvailable: 2 }, status: { disruptionsAllowed: 1 } },
    ['x', '2', 'N/A', 1, '60s'],
  ],
  ['poddisruptionbudgets', 'a budget in percent', { spec: { maxUnavailable: '50%' } }, ['x', 'N/A', '50%', 0, '60s']],
  ['widgets', 'something without a printer', {}, ['x', '60s']],
];

test.each(check)('%s: %s', (plural, _name, object, cells) => {
  const resource = RESOURCES.find((candidate) => candidate.plural === plural) ?? { ...RESOURCES[0], plural };
  const [row] = tableOf(Object(resource), [{ metadata, ...object }], NOW).rows;
  expect(row?.cells.slice(0, cells.length)).toEqual(cells);
});

test.each([...RESOURCES, ...OTHER_RESOURCES])('$plural has a cell for every column', (resource) => {
  const { columnDefinitions, rows } = tableOf(resource, [{ metadata }], NOW);
  expect(rows[0]?.cells).toHaveLength(columnDefinitions.length);
});
