/** What the API's objects are made of: every struct of the kinds served, by name (Kubernetes 1.36). */
import type { FieldType, StructType } from './field-types.ts';
import { parseStructs } from './struct-notation.ts';
import { ACCESS_TYPES } from './types/access.ts';
import { BATCH_TYPES } from './types/batch.ts';
import { CONTAINER_PART_TYPES } from './types/container-parts.ts';
import { CORE_TYPES } from './types/core.ts';
import { META_TYPES } from './types/meta.ts';
import { NODE_TYPES } from './types/nodes.ts';
import { POD_STATUS_TYPES } from './types/pod-status.ts';
import { POD_TYPES } from './types/pods.ts';
import { POLICY_TYPES } from './types/policy.ts';
import { SCHEDULING_TYPES } from './types/scheduling.ts';
import { SERVICE_TYPES } from './types/services.ts';
import { VOLUME_DRIVER_TYPES } from './types/volume-drivers.ts';
import { VOLUME_TYPES } from './types/volumes.ts';

/** The struct of a name. Throws for a name that no type uses. */
export function structNamed(name: string): StructType {
  const struct = structs().get(name);
  if (!struct) throw new Error(`no struct ${name} in the schema`);
  return struct;
}

/** Whether there is a struct of this name. */
export function hasStruct(name: string): boolean {
  return structs().has(name);
}

/** The type without its pointers. */
export function pointedTo(type: FieldType): FieldType {
  return type.kind === 'pointer' ? pointedTo(type.to) : type;
}

const TEXTS = [
  META_TYPES,
  SCHEDULING_TYPES,
  VOLUME_TYPES,
  VOLUME_DRIVER_TYPES,
  CONTAINER_PART_TYPES,
  POD_STATUS_TYPES,
  POD_TYPES,
  BATCH_TYPES,
  NODE_TYPES,
  SERVICE_TYPES,
  CORE_TYPES,
  POLICY_TYPES,
  ACCESS_TYPES,
];

let parsed: ReadonlyMap<string, StructType> | undefined;

/** Read when first asked for. */
function structs(): ReadonlyMap<string, StructType> {
  parsed ??= parseStructs(TEXTS.map((text) => text.trim()).join('\n\n'));
  return parsed;
}
