/** Objects of any kind: read as the typed ones are, and changed. */
import type {
  Call,
  DeleteOptions,
  KubeDraft,
  KubeObject,
  ObjectKind,
  ObjectRef,
  ObjectResource,
  Patch,
  PatchOptions,
  WriteOptions,
  Written,
} from '../port.ts';
import { isRecord } from '../record.ts';
import type { ApiRequest } from '../transport/api-request.ts';
import { failureOf, isSuccess, objectOf } from '../transport/read-answer.ts';
import type { Timing } from '../transport/timing.ts';
import type { Transport } from '../transport/transport.ts';
import { deleteOptionsBody, FIELD_MANAGER, jsonContent, warningsOf } from './changes.ts';
import { patiently } from './patience.ts';
import { resource } from './resource.ts';
import { collectionPath, objectPath, type ResourceKind } from './resource-kind.ts';

/** Objects of a kind on a server. */
export function objectResource(kind: ObjectKind, transport: Transport, timing: Timing): ObjectResource {
  const send = patiently((request) => transport.send(request), timing);
  const { server } = transport;
  const pathOf = ({ name, namespace }: ObjectRef) => objectPath(kind, kind.namespaced ? namespace : undefined, name);
  const written = async (request: ApiRequest): Promise<Written> => {
    const answer = await send(request);
    return { object: readObject(kind)(await objectOf(answer, server)), warnings: warningsOf(answer) };
  };
  const reading = resource(kindOf(kind), transport, timing);
  return {
    get: (name, namespace, call) => reading.get(name, namespace, call),
    list: reading.list,
    watch: reading.watch,
    create: (object: KubeDraft, options: WriteOptions, { signal }: Call) => {
      const { namespace } = object.metadata;
      const path = collectionPath(kind, kind.namespaced ? String(namespace ?? '') : undefined);
      return written({ method: 'POST', path, query: queryOf(options), content: jsonContent(object), signal });
    },
    patch: (ref: ObjectRef, patch: Patch & PatchOptions, { signal }: Call) => {
      const path = patch.subresource ? `${pathOf(ref)}/${patch.subresource}` : pathOf(ref);
      const force = patch.type === 'apply' && patch.force ? 'true' : undefined;
      const content = jsonContent(patch.body, PATCH_TYPES[patch.type]);
      return written({ method: 'PATCH', path, query: { ...queryOf(patch), force }, content, signal });
    },
    delete: async (ref: ObjectRef, options: DeleteOptions, { signal }: Call) => {
      const content = jsonContent(deleteOptionsBody(options));
      const answer = await send({ method: 'DELETE', path: pathOf(ref), query: {}, content, signal });
      if (!isSuccess(answer)) throw await failureOf(answer, server);
      await answer.text();
    },
  };
}

const PATCH_TYPES: Readonly<Record<Patch['type'], string>> = {
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  json: 'application/json-patch+json',
  // JSON is YAML too.
  apply: 'application/apply-patch+yaml',
};

function queryOf({ dryRun, fieldManager = FIELD_MANAGER }: WriteOptions): Readonly<Record<string, string | undefined>> {
  return { fieldManager, dryRun: dryRun ? 'All' : undefined };
}

function kindOf(kind: ObjectKind): ResourceKind<KubeObject> {
  return { ...kind, normalise: readObject(kind) };
}

/** The object as it came, with the texts that tell objects apart. */
function readObject({ apiVersion, kind }: ObjectKind): (object: unknown) => KubeObject {
  return (object) => {
    const record = isRecord(object) ? object : {};
    const metadata = isRecord(record.metadata) ? record.metadata : {};
    const text = (field: string) => (typeof metadata[field] === 'string' ? metadata[field] : '');
    const told = { name: text('name'), namespace: text('namespace'), uid: text('uid') };
    return {
      apiVersion,
      kind,
      ...record,
      metadata: { ...metadata, ...told, resourceVersion: text('resourceVersion') },
    };
  };
}
