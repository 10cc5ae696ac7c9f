import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LogRequest, LogSource } from '../../../src/sandbox/api/log-source.ts';
import { StatusError } from '../../../src/sandbox/api/status.ts';
import { Store } from '../../../src/sandbox/store.ts';
import { aPod, type Serving, serving } from './serving.ts';

const POD = '/api/v1/namespaces/default/pods';
const asked: LogRequest[] = [];

/** A kubelet that says what it was asked; `broken` refuses, `quiet` begins late. */
const echo: LogSource = {
  async *open(request) {
    asked.push(request);
    if (request.container === 'broken')
      throw StatusError.badRequest('container "broken" in pod "many" is waiting to start');
    if (request.container === 'quiet') await new Promise((resolve) => setTimeout(resolve, 500));
    yield Buffer.from(`log of ${request.container}\n`);
    yield Buffer.from('more\n');
  },
};

let cluster: Serving;
beforeAll(async () => {
  const store = new Store();
  store.put('pods', aPod('one'));
  const containers = ['a', 'b', 'broken', 'quiet'].map((name) => ({ name }));
  const initContainers = [{ name: 'first' }];
  store.put('pods', { ...aPod('many'), spec: { nodeName: 'n', containers, initContainers } });
  store.put('pods', { ...aPod('plain'), spec: { nodeName: 'n', containers } });
  store.put('pods', { ...aPod('unscheduled'), spec: { containers: [{ name: 'main' }] } });
  cluster = await serving(store, { logs: echo });
});
afterAll(() => cluster[Symbol.asyncDispose]());

test('the only container needs no name', async () => {
  const answer = await cluster.ask(`${POD}/one/log`);
  expect(answer).toMatchObject({ code: 200, headers: { 'content-type': 'text/plain' }, text: 'log of main\nmore\n' });
});

test('an init container is a container', async () => {
  expect((await cluster.ask(`${POD}/many/log?container=first`)).text).toBe('log of first\nmore\n');
});

test('the kubelet gets what was asked', async () => {
  await cluster.ask(`${POD}/one/log?follow=true&previous=false&timestamps=1&tailLines=0&sinceSeconds=5&limitBytes=9`);
  expect(asked.at(-1)).toMatchObject({
    container: 'main',
    follow: true,
    previous: false,
    timestamps: true,
    tailLines: 0,
    sinceSeconds: 5,
    limitBytes: 9,
    pod: { metadata: { name: 'one' } },
  });
});

test('a pod that is on no node has an empty log', async () => {
  expect(await cluster.ask(`${POD}/unscheduled/log`)).toMatchObject({ code: 200, text: '' });
});

test('what the kubelet refuses is the answer', async () => {
  expect(await cluster.json(`${POD}/many/log?container=broken`)).toMatchObject({ code: 400, reason: 'BadRequest' });
});

test('a log that begins late is a log', async () => {
  expect((await cluster.ask(`${POD}/many/log?container=quiet&follow=true`)).text).toBe('log of quiet\nmore\n');
});

test.each([
  ['many/log', 400, 'a container name must be specified for pod many, choose one of: [first a b broken quiet]'],
  ['plain/log', 400, 'a container name must be specified for pod plain, choose one of: [a b broken quiet]'],
  ['one/log?container=x', 400, 'container x is not valid for pod one'],
  ['one/log?tailLines=x', 400, 'strconv.ParseInt: parsing "x": invalid syntax'],
  [
    'one/log?tailLines=-1',
    422,
    'PodLogOptions "one" is invalid: tailLines: Invalid value: -1: must be greater than or equal to 0',
  ],
  ['one/log?limitBytes=0', 422, 'PodLogOptions "one" is invalid: limitBytes: Invalid value: 0: must be greater than 0'],
  [
    'one/log?sinceSeconds=0',
    422,
    'PodLogOptions "one" is invalid: sinceSeconds: Invalid value: 0: must be greater than 0',
  ],
  [
    'one/log?tailLines=-1&sinceSeconds=0',
    422,
    'PodLogOptions "one" is invalid: [tailLines: Invalid value: -1: must be greater than or equal to 0, sinceSeconds: Invalid value: 0: must be greater than 0]',
  ],
  ['one/log?stream=Stdout', 501, `the embedded cluster does not simulate GET ${POD}/one/log?stream=Stdout`],
])('%s: %i', async (path, code, message) => {
  expect(await cluster.json(`${POD}/${path}`)).toMatchObject({ code, message });
});
