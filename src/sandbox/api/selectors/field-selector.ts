/**
 * Field selectors: `status.phase!=Succeeded,spec.nodeName=node1`, on the fields that each resource supports
 * (Kubernetes 1.36, staging/src/k8s.io/apimachinery/pkg/fields/selector.go and pkg/apis/∗/v1/conversion.go).
 */

import type { StoredObject } from '../../store.ts';
import { fieldAt, textAt } from '../fields.ts';
import type { Resource } from '../resources.ts';
import { StatusError } from '../status.ts';

/** Whether an object is selected by its fields. */
export type FieldPredicate = (object: StoredObject) => boolean;

/** Reads a field selector for a resource; '' selects everything. Throws a StatusError 400 for what the real server does not support. */
export function parseFieldSelector(selector: string, resource: Resource): FieldPredicate {
  const hasNamespace = resource.namespaced || resource.group !== '';
  const fields = { ...(hasNamespace ? METADATA_FIELDS : NAME_FIELD), ...FIELDS[resource.plural] };
  const terms = splitTerms(selector).map((term) => {
    const { key, equal, value } = parseTerm(term, selector);
    const read = Object.hasOwn(fields, key) ? fields[key] : undefined;
    if (!read) throw StatusError.badRequest(unsupported(resource, key));
    return { read, equal, value };
  });
  return (object) => terms.every(({ read, equal, value }) => (read(object) === value) === equal);
}

type ReadField = (object: StoredObject) => string;

const NAME_FIELD: Readonly<Record<string, ReadField>> = { 'metadata.name': (object) => object.metadata.name };

const METADATA_FIELDS: Readonly<Record<string, ReadField>> = {
  ...NAME_FIELD,
  'metadata.namespace': (object) => object.metadata.namespace ?? '',
};

const FIELDS: Readonly<Record<string, Readonly<Record<string, ReadField>>>> = {
  pods: {
    ...texts('spec.nodeName', 'spec.restartPolicy', 'spec.schedulerName', 'spec.serviceAccountName'),
    ...texts('status.phase', 'status.nominatedNodeName', 'status.podIP'),
    'spec.host': (pod) => textAt(pod, 'spec.nodeName'),
    'spec.hostNetwork': (pod) => String(fieldAt(pod, 'spec.hostNetwork') ?? false),
    'status.podIPs': (pod) => textAt(pod, 'status.podIP'),
  },
  events: {
    ...texts('involvedObject.kind', 'involvedObject.namespace', 'involvedObject.name', 'involvedObject.uid'),
    ...texts('involvedObject.apiVersion', 'involvedObject.resourceVersion', 'involvedObject.fieldPath'),
    ...texts('reason', 'type'),
    reportingComponent: (event) => textAt(event, 'reportingComponent'),
    source: (event) => textAt(event, 'source.component') || textAt(event, 'reportingComponent'),
  },
  nodes: { 'spec.unschedulable': (node) => String(fieldAt(node, 'spec.unschedulable') ?? false) },
  namespaces: texts('status.phase'),
  services: texts('spec.clusterIP', 'spec.type'),
  jobs: { 'status.successful': (job) => String(fieldAt(job, 'status.succeeded') ?? 0) },
};

function texts(...paths: readonly string[]): Readonly<Record<string, ReadField>> {
  return Object.fromEntries(paths.map((path) => [path, (object: StoredObject) => textAt(object, path)]));
}

/** The core group, batch's Job and everything else each say it in their own way. */
function unsupported(resource: Resource, key: string): string {
  if (resource.group === '') return `field label not supported: ${key}`;
  if (resource.kind === 'Job') return `field label ${JSON.stringify(key)} not supported for Job`;
  return `${JSON.stringify(key)} is not a known field selector: only "metadata.name", "metadata.namespace"`;
}

/** Splits at commas that no backslash escapes; empty terms do not count. */
function splitTerms(selector: string): readonly string[] {
  return [...selector.matchAll(/(?:\\.|[^,\\])+/gs)].map(([term]) => term);
}

function parseTerm(term: string, selector: string): { key: string; equal: boolean; value: string } {
  const { key, operator, value } = /^(?<key>.*?)(?<operator>!=|==|=)(?<value>.*)$/s.exec(term)?.groups ?? {};
  if (key === undefined || operator === undefined || value === undefined) {
    throw StatusError.badRequest(`invalid selector: '${selector}'; can't understand '${term}'`);
  }
  return { key, equal: operator !== '!=', value: unescaped(value, selector) };
}

function unescaped(value: string, selector: string): string {
  if (/(?<!\\)(?:\\\\)*(?:=|\\$)/.test(value)) {
    throw StatusError.badRequest(
      `invalid field selector: invalid value ${JSON.stringify(value)} in ${JSON.stringify(selector)}`,
    );
  }
  return value.replace(/\\([\\,=])/g, '$1');
}
