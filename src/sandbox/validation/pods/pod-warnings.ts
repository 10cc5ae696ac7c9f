/** What the server warns of in pods and their templates (Kubernetes 1.36, pkg/api/pod/warnings.go). */
import { type Fields, listAt, mapAt, numberAt, textAt } from '../../api/fields.ts';
import { nanosOf } from '../resources.ts';
import { portWarnings } from './port-warnings.ts';

/** Warnings about a pod, or about a template at `path` ('' for a pod). */
export function podWarnings(pod: Fields, path: string): readonly string[] {
  const at = path === '' ? 'spec' : `${path}.spec`;
  const containers = containersOf(pod, at);
  const grace = numberAt(pod, 'spec.terminationGracePeriodSeconds') ?? 0;
  const negative = 'must be >= 0; negative values are invalid and will be treated as 1';
  return [
    ...nodeLabelWarnings(pod, at),
    ...spreadWarnings(pod, at),
    ...repeated(listAt(pod, 'spec.hostAliases'), 'ip', `${at}.hostAliases`),
    ...repeated(listAt(pod, 'spec.imagePullSecrets'), 'name', `${at}.imagePullSecrets`),
    ...emptySecretWarnings(pod, at),
    ...containers.flatMap(({ container, at: where }) => containerWarnings(container, where)),
    ...portWarnings(containers),
    ...(grace < 0 ? [`${at}.terminationGracePeriodSeconds: ${negative}`] : []),
  ];
}

/** A container and where it stands. */
export interface PlacedContainer {
  readonly container: Fields;
  readonly at: string;
}

const RENAMED_LABELS: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region': 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone': 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type': 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
};

function containersOf(pod: Fields, at: string): readonly PlacedContainer[] {
  return (['initContainers', 'containers'] as const).flatMap((list) =>
    listAt(pod, `spec.${list}`).map((container, i) => ({ container, at: `${at}.${list}[${i}]` })),
  );
}

function nodeLabelWarnings(pod: Fields, at: string): readonly string[] {
  return Object.keys(mapAt(pod, 'spec.nodeSelector')).flatMap((key) => {
    const renamed = RENAMED_LABELS[key];
    return renamed === undefined ? [] : [`${at}.nodeSelector[${key}]: ${renamed}`];
  });
}

function spreadWarnings(pod: Fields, at: string): readonly string[] {
  return listAt(pod, 'spec.topologySpreadConstraints').flatMap((constraint, i) => {
    const where = `${at}.topologySpreadConstraints[${i}]`;
    const key = textAt(constraint, 'topologyKey');
    const renamed = RENAMED_LABELS[key];
    return [
      ...(renamed === undefined ? [] : [`${where}.topologyKey: ${key} is ${renamed}`]),
      ...(constraint.labelSelector === undefined
        ? [`${where}.labelSelector: a null labelSelector results in matching no pod`]
        : []),
    ];
  });
}

function repeated(items: readonly Fields[], field: string, path: string): readonly string[] {
  const values = items.map((item) => textAt(item, field));
  return values.flatMap((value, i) =>
    values.indexOf(value) < i ? [`${path}[${i}].${field}: duplicate ${field} ${JSON.stringify(value)}`] : [],
  );
}

function emptySecretWarnings(pod: Fields, at: string): readonly string[] {
  return listAt(pod, 'spec.imagePullSecrets').flatMap((secret, i) =>
    textAt(secret, 'name') === '' ? [`${at}.imagePullSecrets[${i}].name: invalid empty name ""`] : [],
  );
}

function containerWarnings(container: Fields, at: string): readonly string[] {
  return [
    ...fractionalWarnings(container, 'limits', at),
    ...fractionalWarnings(container, 'requests', at),
    ...envWarnings(container, at),
  ];
}

function fractionalWarnings(container: Fields, list: 'limits' | 'requests', at: string): readonly string[] {
  const amounts = mapAt(container, `resources.${list}`);
  return (['memory', 'ephemeral-storage'] as const).flatMap((name) => {
    const amount = amounts[name];
    if (amount === undefined || nanosOf(amount) % 1_000_000_000n === 0n) return [];
    const detail = `fractional byte value ${JSON.stringify(amount)} is invalid, must be an integer`;
    return [`${at}.resources.${list}[${name}]: ${detail}`];
  });
}

/** A variable that hides an earlier one of the same name, unless it is made from it. */
function envWarnings(container: Fields, at: string): readonly string[] {
  const seen = new Set<string>();
  return listAt(container, 'env').flatMap((variable, i) => {
    const [name, value] = [textAt(variable, 'name'), textAt(variable, 'value')];
    const reference = `$(${name})`;
    const hides = variable.valueFrom !== undefined || value === reference || !value.includes(reference);
    const isKnown = seen.has(name);
    seen.add(name);
    if (!isKnown || !hides) return [];
    const detail = `hides previous definition of ${JSON.stringify(name)}, which may be dropped when using apply`;
    return [`${at}.env[${i}]: ${detail}`];
  });
}
