/** A Job that lives, as somebody would write it: to be made anew, or held against a manifest. */
import { type Fields, fieldAt, mapAt } from '../field-at.ts';

/**
 * The Job without what the server and the controller have added: status, identity, the generated selector and its labels
 * (Kubernetes 1.36, pkg/registry/batch/job/strategy.go). With `manualSelector` selector and labels are the user's, and stay.
 */
export function manifestOf(job: Fields): Fields {
  const { status: _, ...rest } = job;
  const isManual = fieldAt(job, 'spec.manualSelector') === true;
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    ...rest,
    metadata: metadataOf(job, isManual),
    spec: specOf(job, isManual),
  };
}

/** The same, so that it can be made Indexed: a mode that the server filled in cannot be told from one that somebody wrote. */
export function withoutMode(job: Fields): Fields {
  const spec = fieldsAt(job, 'spec');
  if (spec.completionMode !== 'NonIndexed') return job;
  const { completionMode: _, ...rest } = spec;
  return { ...job, spec: rest };
}

/** Paths of fields of a manifest that an object does not have, or has otherwise; what the object has beside them does not matter. */
export function differences(manifest: unknown, live: unknown, path = ''): readonly string[] {
  if (Array.isArray(manifest)) {
    if (!Array.isArray(live) || live.length !== manifest.length) return [path];
    return manifest.flatMap((item, i) => differences(item, live[i], `${path}[${i}]`));
  }
  if (typeof manifest === 'object' && manifest !== null) {
    if (typeof live !== 'object' || live === null)
      return Object.keys(manifest).length === 0 && live === undefined ? [] : [path];
    return Object.entries(manifest).flatMap(([key, value]) =>
      value === null || value === undefined
        ? []
        : differences(value, Reflect.get(live, key), path === '' ? key : `${path}.${key}`),
    );
  }
  return manifest === live ? [] : [path];
}

const SERVER_METADATA = [
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'managedFields',
  'selfLink',
  'finalizers',
];

/** Set on every Job and on its template, in their old form and in that since 1.27. */
const SERVER_LABELS = ['controller-uid', 'job-name'].flatMap((name) => [name, `batch.kubernetes.io/${name}`]);

const SERVER_ANNOTATIONS = ['batch.kubernetes.io/job-tracking', 'kubectl.kubernetes.io/last-applied-configuration'];

function metadataOf(job: Fields, isManual: boolean): Fields {
  const own = without(fieldsAt(job, 'metadata'), [...SERVER_METADATA, 'labels', 'annotations']);
  const labels = isManual ? mapAt(job, 'metadata.labels') : without(mapAt(job, 'metadata.labels'), SERVER_LABELS);
  const annotations = without(mapAt(job, 'metadata.annotations'), SERVER_ANNOTATIONS);
  return { ...own, ...filled({ labels, annotations }) };
}

function specOf(job: Fields, isManual: boolean): Fields {
  const spec = fieldsAt(job, 'spec');
  if (isManual) return spec;
  const template = fieldsAt(job, 'spec.template');
  const metadata = fieldsAt(template, 'metadata');
  const labels = without(mapAt(template, 'metadata.labels'), SERVER_LABELS);
  const ownMetadata = without(metadata, ['labels', 'creationTimestamp']);
  return {
    ...without(spec, ['selector']),
    template: { ...template, metadata: { ...ownMetadata, ...filled({ labels }) } },
  };
}

function fieldsAt(object: Fields, path: string): Fields {
  const value = fieldAt(object, path);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function without(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

function filled(maps: Readonly<Record<string, Fields>>): Fields {
  return Object.fromEntries(Object.entries(maps).filter(([, map]) => Object.keys(map).length > 0));
}
