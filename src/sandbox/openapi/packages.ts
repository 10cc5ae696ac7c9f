/** Which package of Kubernetes a struct is from, as OpenAPI names it. */
import { BATCH_TYPES } from '../schema/types/batch.ts';
import { META_TYPES } from '../schema/types/meta.ts';
import { POLICY_TYPES } from '../schema/types/policy.ts';

/** `io.k8s.api.batch.v1`. */
export function packageOf(struct: string): string {
  return PACKAGES.get(struct) ?? 'io.k8s.api.core.v1';
}

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1';
const DISCOVERY = [
  'EndpointSlice',
  'Endpoint',
  'EndpointPort',
  'EndpointConditions',
  'EndpointHints',
  'ForZone',
  'ForNode',
];

const PACKAGES: ReadonlyMap<string, string> = new Map([
  ...structsIn(BATCH_TYPES).map((struct) => [struct, 'io.k8s.api.batch.v1'] as const),
  ...structsIn(POLICY_TYPES).map((struct) => [struct, 'io.k8s.api.policy.v1'] as const),
  ...DISCOVERY.map((struct) => [struct, 'io.k8s.api.discovery.v1'] as const),
  ...structsIn(META_TYPES)
    .filter((struct) => struct !== 'ObjectReference')
    .map((struct) => [struct, META] as const),
]);

function structsIn(types: string): readonly string[] {
  return [...types.matchAll(/^([A-Z]\w*)/gm)].map(([name]) => name);
}
