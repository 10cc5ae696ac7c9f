/** The schema of the API's structs as OpenAPI v3 has it (Kubernetes 1.36, kube-openapi). Described are the kinds of batch/v1. */
import type { Field, FieldType, StructType } from '../schema/field-types.ts';
import { pointedTo, structNamed } from '../schema/schema.ts';
import { descriptionOf } from './descriptions.ts';
import { packageOf } from './packages.ts';

/** The schemas of structs, and of all that they are made of, by the names that the server gives them. */
export function componentsOf(structs: readonly string[]): Readonly<Record<string, object>> {
  const seen = new Map<string, object>();
  const queue = [...structs];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (seen.has(componentName(name))) continue;
    const struct = structNamed(name);
    seen.set(componentName(name), schemaOf(struct));
    queue.push(...struct.fields.flatMap(({ type }) => structIn(type)));
  }
  const sorted = [...seen].sort(([a], [b]) => (a < b ? -1 : 1));
  return { ...Object.fromEntries(sorted), ...SPECIAL_COMPONENTS };
}

/** `io.k8s.api.batch.v1.Job`. */
export function componentName(struct: string): string {
  return `${packageOf(struct)}.${struct}`;
}

function structIn(type: FieldType): readonly string[] {
  switch (type.kind) {
    case 'pointer':
      return structIn(type.to);
    case 'list':
    case 'map':
      return structIn(type.of);
    case 'struct':
      return [type.name];
    default:
      return [];
  }
}

function schemaOf(struct: StructType): object {
  const required = struct.fields.filter(({ omitEmpty }) => !omitEmpty).map(({ name }) => name);
  return {
    ...described(descriptionOf(struct.name)),
    type: 'object',
    ...(required.length > 0 ? { required } : {}),
    properties: Object.fromEntries(
      struct.fields.map((field) => [
        field.name,
        { ...described(descriptionOf(struct.name, field.name)), ...propertyOf(field) },
      ]),
    ),
    ...(struct.atomic ? { 'x-kubernetes-map-type': 'atomic' } : {}),
  };
}

function described(description: string | undefined): object {
  return description === undefined ? {} : { description };
}

function propertyOf(field: Field): object {
  const type = pointedTo(field.type);
  return {
    ...typeSchema(type),
    ...(field.default === undefined ? {} : { default: field.default }),
    ...(type.kind === 'list' ? listExtensions(field) : {}),
    ...(type.kind === 'map' && field.atomic ? { 'x-kubernetes-map-type': 'atomic' } : {}),
    ...patchExtensions(field),
  };
}

function listExtensions({ list }: Field): object {
  if (list.as === 'map') return { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': list.keys };
  return { 'x-kubernetes-list-type': list.as };
}

function patchExtensions({ patch }: Field): object {
  if (!patch) return {};
  return {
    'x-kubernetes-patch-strategy': patch.retainKeys ? 'merge,retainKeys' : 'merge',
    ...(patch.mergeKey === '' ? {} : { 'x-kubernetes-patch-merge-key': patch.mergeKey }),
  };
}

function typeSchema(type: FieldType): object {
  switch (type.kind) {
    case 'pointer':
      return typeSchema(type.to);
    case 'string':
      return { type: 'string' };
    case 'bool':
      return { type: 'boolean' };
    case 'int':
      return { type: 'integer', format: type.name };
    case 'special':
      if (type.name === 'bytes') return { type: 'string', format: 'byte' };
      return { allOf: [{ $ref: `#/components/schemas/${SPECIAL_NAMES[type.name]}` }] };
    case 'list':
      return { type: 'array', items: typeSchema(type.of) };
    case 'map':
      return { type: 'object', additionalProperties: typeSchema(type.of) };
    case 'struct':
      return { allOf: [{ $ref: `#/components/schemas/${componentName(type.name)}` }] };
  }
}

const META = 'io.k8s.apimachinery.pkg';
const SPECIAL_NAMES = {
  Time: `${META}.apis.meta.v1.Time`,
  MicroTime: `${META}.apis.meta.v1.MicroTime`,
  FieldsV1: `${META}.apis.meta.v1.FieldsV1`,
  Quantity: `${META}.api.resource.Quantity`,
  IntOrString: `${META}.util.intstr.IntOrString`,
} as const;

const SPECIAL_COMPONENTS = {
  [SPECIAL_NAMES.Time]: { type: 'string', format: 'date-time' },
  [SPECIAL_NAMES.MicroTime]: { type: 'string', format: 'date-time' },
  [SPECIAL_NAMES.FieldsV1]: { type: 'object' },
  [SPECIAL_NAMES.Quantity]: { oneOf: [{ type: 'string' }, { type: 'number' }] },
  [SPECIAL_NAMES.IntOrString]: { oneOf: [{ type: 'integer' }, { type: 'string' }], format: 'int-or-string' },
};
