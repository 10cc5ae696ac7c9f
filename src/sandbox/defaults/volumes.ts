/** What the server fills in in volumes (Kubernetes 1.36, pkg/apis/core/v1/defaults.go). */
import { type Fields, listAt, textAt } from '../api/fields.ts';
import { isObject } from '../schema/decode.ts';
import { pullPolicyFor } from './pod-spec.ts';

/** A volume with its defaults; one without a source is an empty folder. */
export function defaultVolume(volume: Fields): Fields {
  const kinds = Object.keys(volume).filter((key) => key !== 'name');
  if (kinds.length === 0) return { ...volume, emptyDir: {} };
  const filled = kinds.flatMap((kind) => {
    const source = volume[kind];
    const fill = FILL[kind];
    return fill && isObject(source) ? [[kind, fill(source)] as const] : [];
  });
  return { ...volume, ...Object.fromEntries(filled) };
}

/** Readable by all, writable by the owner. */
const FILE_MODE = 0o644;

const FILL: Readonly<Record<string, (source: Fields) => Fields>> = {
  secret: withMode,
  configMap: withMode,
  downwardAPI: (source) => withMode(withFiles(source)),
  projected: (source) =>
    withMode({ ...source, sources: source.sources === null ? null : listAt(source, 'sources').map(defaultProjection) }),
  hostPath: (source) => ({ ...source, type: source.type ?? '' }),
  image: (source) => ({
    ...source,
    pullPolicy: textAt(source, 'pullPolicy') || pullPolicyFor(textAt(source, 'reference')),
  }),
  ephemeral: (source) => {
    const template = source.volumeClaimTemplate;
    if (!isObject(template)) return source;
    const spec = isObject(template.spec) ? template.spec : {};
    return { volumeClaimTemplate: { ...template, spec: { ...spec, volumeMode: spec.volumeMode ?? 'Filesystem' } } };
  },
};

function withMode(source: Fields): Fields {
  return { ...source, defaultMode: source.defaultMode ?? FILE_MODE };
}

/** Fields of the pod as files. */
function withFiles(source: Fields): Fields {
  if (source.items === undefined) return source;
  const items = listAt(source, 'items').map((file) => {
    const { fieldRef } = file;
    if (!isObject(fieldRef)) return file;
    return { ...file, fieldRef: { apiVersion: textAt(fieldRef, 'apiVersion') || 'v1', fieldPath: fieldRef.fieldPath } };
  });
  return { ...source, items };
}

function defaultProjection(source: Fields): Fields {
  const { downwardAPI, serviceAccountToken: token } = source;
  return {
    ...source,
    ...(isObject(downwardAPI) ? { downwardAPI: withFiles(downwardAPI) } : {}),
    ...(isObject(token)
      ? { serviceAccountToken: { ...token, expirationSeconds: token.expirationSeconds ?? 3600 } }
      : {}),
  };
}
