/** What was seen of a namespace, in a recording or in the simulation: changes in their order, in one shape. */

import { countIndexes, parseIndexes } from '../../../src/batch/indexes.ts';
import { type Fields, fieldAt, listAt, mapAt, numberAt, textAt } from '../../../src/sandbox/api/fields.ts';
import type { StoredObject } from '../../../src/sandbox/store.ts';

/** A change. `atMs`: since the first one. */
export interface Change {
  readonly atMs: number;
  readonly resource: string;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: StoredObject;
}

/** What is compared: texts, which differ where the two clusters do. */
export interface Seen {
  /** By Job: the conditions it went through, each with the true totals at that moment. */
  readonly conditions: Readonly<Record<string, readonly string[]>>;
  /** By Job: its last status. */
  readonly statuses: Readonly<Record<string, string>>;
  /** By Job: what its counters have shown besides. */
  readonly phases: Readonly<Record<string, readonly string[]>>;
  /** By Job: its first pod as it was made, field by field. */
  readonly drafts: Readonly<Record<string, readonly string[]>>;
  /** By Job: its pods as they ended, or stood last; sorted. */
  readonly pods: Readonly<Record<string, readonly string[]>>;
  /** By kind and reason: how often, and what was said. */
  readonly events: Readonly<Record<string, readonly string[]>>;
}

/** Gathers what is compared. */
export function seenIn(changes: readonly Change[]): Seen {
  const jobs = changes.filter(({ resource }) => resource === 'jobs');
  const names = [...new Set(jobs.map(({ object }) => object.metadata.name))].toSorted();
  const byJob = <Value>(value: (own: readonly StoredObject[], name: string) => Value) =>
    Object.fromEntries(
      names.map((name) => [
        masked(name),
        value(
          jobs.filter(({ object }) => object.metadata.name === name).map(({ object }) => object),
          name,
        ),
      ]),
    );
  return {
    conditions: byJob(conditionPath),
    statuses: byJob((own) => statusText(own.at(-1))),
    phases: byJob(phasesOf),
    drafts: byJob((_, name) => fieldsOfFirstPod(changes, name)),
    pods: byJob((_, name) => podTexts(changes, name)),
    events: eventTexts(changes),
  };
}

/** Names, uids and times, which chance and the clock make, are taken out, and what registries have. */
export function masked(text: string): string {
  return text
    .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, 'UID')
    .replace(/-[bcdfghjklmnpqrstvwxz2456789]{5}\b(?=$|[\s:"_,/;.)])/g, '-RANDOM')
    .replace(/ in \S+ \(\S+ including waiting\)\. Image size: \d+ bytes/, ' in TIME')
    .replace(/\b10\.\d+\.\d+\.\d+\b/g, 'IP')
    .replace(/\b(node|fake)-?\d+\b/g, 'NODE');
}

/** Whether the last that was seen of a Job is its end. */
export function isOver(conditions: readonly string[]): boolean {
  return /(Complete|Failed)=True/.test(conditions.at(-1) ?? '');
}

function conditionPath(statuses: readonly StoredObject[]): readonly string[] {
  const path: string[] = [];
  let before = '';
  for (const job of statuses) {
    const conditions = listAt(job, 'status.conditions').map(
      ({ type, status, reason }) => `${type}=${status} ${reason}`,
    );
    const text = conditions.join(', ');
    if (text !== before) path.push(`${text} | ${totalsOf(job)}`);
    before = text;
  }
  return path;
}

/** What will have been counted once all is. */
function totalsOf(job: StoredObject): string {
  const uncounted = (kind: string) => uncountedOf(job, kind);
  const completed = textAt(job, 'status.completedIndexes');
  const succeeded = (numberAt(job, 'status.succeeded') ?? 0) + uncounted('succeeded');
  const failed = (numberAt(job, 'status.failed') ?? 0) + uncounted('failed');
  const indexes = [completed, textAt(job, 'status.failedIndexes')].map((text) => text || '-').join('/');
  return `succeeded ${Math.max(succeeded, countIndexes(parseIndexes(completed).intervals))}, failed ${failed}, indexes ${indexes}`;
}

function uncountedOf(job: StoredObject, kind: string): number {
  const uids = fieldAt(job, `status.uncountedTerminatedPods.${kind}`);
  return Array.isArray(uids) ? uids.length : 0;
}

/** The whole status; of times only that they are there. */
function statusText(job: StoredObject | undefined): string {
  const status = fieldAt(job, 'status');
  const text = JSON.stringify(status, (key, value: unknown) => (key.endsWith('Time') ? 'TIME' : value));
  return text === undefined ? '' : masked(text);
}

/** What was seen at least once. */
function phasesOf(statuses: readonly StoredObject[]): readonly string[] {
  const seen = new Set<string>();
  for (const job of statuses) {
    const [active, terminating] = ['active', 'terminating'].map((field) => numberAt(job, `status.${field}`) ?? 0);
    seen.add(`active ${active === 0 ? 0 : '>0'}, terminating ${terminating === 0 ? 0 : '>0'}`);
    if (fieldAt(job, 'status.startTime') === undefined) seen.add('without startTime');
    for (const kind of ['succeeded', 'failed']) if (uncountedOf(job, kind) > 0) seen.add(`uncounted ${kind}`);
  }
  return [...seen].toSorted();
}

function podTexts(changes: readonly Change[], jobName: string): readonly string[] {
  const last = new Map<string, Change>();
  for (const change of changes) {
    const { metadata } = change.object;
    if (change.resource === 'pods' && mapAt(metadata, 'labels')['job-name'] === jobName)
      last.set(metadata.uid ?? '', change);
  }
  return [...last.values()].map(podText).toSorted();
}

/** `path: value`, sorted. */
function fieldsOfFirstPod(changes: readonly Change[], jobName: string): readonly string[] {
  const first = changes.find(
    ({ resource, object }) => resource === 'pods' && mapAt(object, 'metadata.labels')['job-name'] === jobName,
  );
  return first ? flattened('', first.object).toSorted() : [];
}

function flattened(path: string, value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) {
    return VARYING.test(path) ? [`${path}: VARIES`] : [`${path}: ${masked(JSON.stringify(value))}`];
  }
  return Object.entries(value).flatMap(([key, part]) => (part === undefined ? [] : flattened(`${path}.${key}`, part)));
}

/** What chance and the clock make. */
const VARYING = /\.(uid|resourceVersion|creationTimestamp|nodeName)$/;

function podText({ type, object }: Change): string {
  const index = object.metadata.labels?.['batch.kubernetes.io/job-completion-index'];
  const containers = ['initContainerStatuses', 'containerStatuses']
    .flatMap((list) => listAt(object, `status.${list}`))
    .map(containerText);
  const disruption = listAt(object, 'status.conditions').find((condition) => condition.type === 'DisruptionTarget');
  return [
    index === undefined ? '' : `#${index}`,
    textAt(object, 'status.phase'),
    textAt(object, 'status.reason'),
    containers.join(', '),
    disruption ? `DisruptionTarget ${textAt(disruption, 'reason')}` : '',
    object.metadata.deletionTimestamp === undefined ? '' : 'deleted',
    type === 'DELETED' ? 'gone' : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
}

function containerText(container: Fields): string {
  const terminated = fieldAt(container, 'state.terminated');
  const restarts = numberAt(container, 'restartCount') ?? 0;
  const state =
    terminated === undefined
      ? textAt(container, 'state.waiting.reason') || 'running'
      : `${numberAt(terminated, 'exitCode')} ${textAt(terminated, 'reason')}`;
  return `${textAt(container, 'name')}: ${state}${restarts > 0 ? ` (${restarts} restarts)` : ''}`;
}

function eventTexts(changes: readonly Change[]): Readonly<Record<string, readonly string[]>> {
  const last = new Map<string, StoredObject>();
  for (const { resource, object } of changes) {
    if (resource === 'events' && textAt(object, 'involvedObject.kind') !== 'Node')
      last.set(object.metadata.name, object);
  }
  const found = new Map<string, { count: number; readonly messages: Set<string> }>();
  for (const event of last.values()) {
    const key = `${textAt(event, 'involvedObject.kind')} ${textAt(event, 'type')} ${textAt(event, 'reason')}`;
    const known = found.get(key) ?? { count: 0, messages: new Set() };
    found.set(key, known);
    known.count += numberAt(event, 'count') ?? 1;
    known.messages.add(masked(textAt(event, 'message').replace('(combined from similar events): ', '')));
  }
  return Object.fromEntries(
    [...found]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, { count, messages }]) => [key, [`${count} times`, ...[...messages].toSorted()]]),
  );
}
