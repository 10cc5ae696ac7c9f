/** The environment of a container (Kubernetes 1.36, pkg/kubelet/kubelet_pods.go, makeEnvironmentVariables). */
import { type Fields, fieldAt, listAt, mapAt, numberAt, textAt, textsAt } from '../api/fields.ts';
import type { Store, StoredObject } from '../store.ts';
import { nanosOf } from '../validation/resources.ts';

/** Thrown where something that is referred to is not there: the kubelet's words. */
export class ConfigFault extends Error {}

/** A pod with what its values come from. */
export interface PodSource {
  readonly pod: StoredObject;
  readonly store: Store;
  readonly podIP: string;
  readonly hostIP: string;
}

/** The variables of a container. Throws a `ConfigFault`. */
export function environmentOf(source: PodSource, container: Fields): Readonly<Record<string, string>> {
  const env: Record<string, string> = {};
  Object.assign(env, serviceVariables(source));
  for (const from of listAt(container, 'envFrom')) Object.assign(env, variablesFrom(source, from));
  for (const variable of listAt(container, 'env')) {
    const value = variableValue(source, variable, { container, env });
    if (value !== undefined) env[textAt(variable, 'name')] = value;
  }
  return env;
}

/** `$(NAME)` in commands and values; `$$` is a dollar (third_party/forked/golang/expansion). */
export function expanded(text: string, env: Readonly<Record<string, string>>): string {
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (whole, name: string | undefined) => {
    if (name === undefined) return '$';
    return Object.hasOwn(env, name) ? (env[name] ?? '') : whole;
  });
}

function variableValue(
  source: PodSource,
  variable: Fields,
  { container, env }: { readonly container: Fields; readonly env: Readonly<Record<string, string>> },
): string | undefined {
  const from = fieldAt(variable, 'valueFrom');
  if (from === undefined) return expanded(textAt(variable, 'value'), env);
  const fieldPath = textAt(from, 'fieldRef.fieldPath');
  if (fieldPath !== '') return fieldValue(source, fieldPath);
  const resource = textAt(from, 'resourceFieldRef.resource');
  if (resource !== '') return resourceValue(source, { container, resource, from: fieldAt(from, 'resourceFieldRef') });
  const map = fieldAt(from, 'configMapKeyRef');
  if (map !== undefined) return keyOf(source, { resource: 'configmaps', what: 'configmap', reference: map });
  const secret = fieldAt(from, 'secretKeyRef');
  return secret === undefined ? undefined : keyOf(source, { resource: 'secrets', what: 'secret', reference: secret });
}

interface KeyReference {
  readonly resource: 'configmaps' | 'secrets';
  readonly what: string;
  readonly reference: unknown;
}

function keyOf({ pod, store }: PodSource, { resource, what, reference }: KeyReference): string | undefined {
  const name = textAt(reference, 'name');
  const key = textAt(reference, 'key');
  const isOptional = fieldAt(reference, 'optional') === true;
  const object = store.get(resource, pod.metadata.namespace, name);
  if (!object && isOptional) return undefined;
  if (!object) throw new ConfigFault(`${what} ${JSON.stringify(name)} not found`);
  const value = dataOf(object).get(key);
  if (value === undefined && !isOptional) {
    const whole = what === 'configmap' ? 'ConfigMap' : 'Secret';
    throw new ConfigFault(`couldn't find key ${key} in ${whole} ${pod.metadata.namespace}/${name}`);
  }
  return value?.toString();
}

/** What a ConfigMap or a Secret holds. */
export function dataOf(object: StoredObject): ReadonlyMap<string, Buffer> {
  const encoding = object.kind === 'Secret' ? 'base64' : 'utf8';
  const plain = Object.entries(mapAt(object, 'data')).map(([key, text]) => [key, Buffer.from(text, encoding)] as const);
  const binary = Object.entries(mapAt(object, 'binaryData')).map(
    ([key, text]) => [key, Buffer.from(text, 'base64')] as const,
  );
  return new Map([...plain, ...binary]);
}

function variablesFrom({ pod, store }: PodSource, from: Fields): Readonly<Record<string, string>> {
  const isSecret = fieldAt(from, 'secretRef') !== undefined;
  const reference = fieldAt(from, isSecret ? 'secretRef' : 'configMapRef');
  const name = textAt(reference, 'name');
  const object = store.get(isSecret ? 'secrets' : 'configmaps', pod.metadata.namespace, name);
  if (!object && fieldAt(reference, 'optional') === true) return {};
  if (!object) throw new ConfigFault(`${isSecret ? 'secret' : 'configmap'} ${JSON.stringify(name)} not found`);
  const prefix = textAt(from, 'prefix');
  return Object.fromEntries([...dataOf(object)].map(([key, value]) => [prefix + key, value.toString()]));
}

/** The value of a field of the pod (the downward API). */
export function fieldValue({ pod, podIP, hostIP }: Omit<PodSource, 'store'>, path: string): string {
  const keyed = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(path);
  if (keyed) return mapAt(pod, `metadata.${keyed[1]}`)[keyed[2] ?? ''] ?? '';
  if (path === 'metadata.labels' || path === 'metadata.annotations') {
    return Object.entries(mapAt(pod, path))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
      .join('\n');
  }
  if (path === 'status.podIP' || path === 'status.podIPs') return podIP;
  if (path === 'status.hostIP' || path === 'status.hostIPs') return hostIP;
  return textAt(pod, path);
}

interface ResourceReference {
  readonly container: Fields;
  readonly resource: string;
  readonly from: unknown;
}

/** The amount of a resource of a container, in the divisor's units; without a limit it is the node's. */
export function resourceValue(
  { pod, store }: Pick<PodSource, 'pod' | 'store'>,
  { container, resource, from }: ResourceReference,
): string {
  const [list = '', ...rest] = resource.split('.');
  const name = rest.join('.');
  const asked = textAt(from, 'containerName');
  const all = [...listAt(pod, 'spec.containers'), ...listAt(pod, 'spec.initContainers')];
  const meant = asked === '' ? container : (all.find((one) => one.name === asked) ?? container);
  const node = store.get('nodes', undefined, textAt(pod, 'spec.nodeName'));
  const amount =
    mapAt(meant, `resources.${list}`)[name] ??
    (list === 'limits' ? mapAt(node, 'status.allocatable')[name] : undefined) ??
    '0';
  const given = textAt(from, 'divisor');
  const divisor = given === '' || given === '0' ? '1' : given;
  const unit = nanosOf(divisor);
  return String((nanosOf(amount) + unit - 1n) / unit);
}

/** What Docker's links left behind: addresses of services, as they are when the container starts. */
function serviceVariables({ pod, store }: PodSource): Readonly<Record<string, string>> {
  const env: Record<string, string> = {};
  const isLinked = fieldAt(pod, 'spec.enableServiceLinks') !== false;
  const own = isLinked ? store.list('services', { namespace: pod.metadata.namespace ?? '' }).objects : [];
  const master = store.get('services', 'default', 'kubernetes');
  for (const service of new Set([...(master ? [master] : []), ...own])) {
    const address = textAt(service, 'spec.clusterIP');
    const ports = listAt(service, 'spec.ports');
    if (address === '' || address === 'None' || ports.length === 0) continue;
    const prefix = service.metadata.name.toUpperCase().replaceAll('-', '_');
    const first = numberAt(ports[0], 'port') ?? 0;
    env[`${prefix}_SERVICE_HOST`] = address;
    env[`${prefix}_SERVICE_PORT`] = String(first);
    for (const port of ports) Object.assign(env, portVariables(prefix, address, { port, isFirst: port === ports[0] }));
  }
  return env;
}

function portVariables(
  prefix: string,
  address: string,
  { port, isFirst }: { readonly port: Fields; readonly isFirst: boolean },
): Record<string, string> {
  const number = numberAt(port, 'port') ?? 0;
  const protocol = textAt(port, 'protocol') || 'TCP';
  const url = `${protocol.toLowerCase()}://${address}:${number}`;
  const whole = `${prefix}_PORT_${number}_${protocol}`;
  const name = textAt(port, 'name');
  return {
    ...(name === '' ? {} : { [`${prefix}_SERVICE_PORT_${name.toUpperCase().replaceAll('-', '_')}`]: String(number) }),
    ...(isFirst ? { [`${prefix}_PORT`]: url } : {}),
    [whole]: url,
    [`${whole}_PROTO`]: protocol.toLowerCase(),
    [`${whole}_PORT`]: String(number),
    [`${whole}_ADDR`]: address,
  };
}

/** The command words of a container with its variables filled in. */
export function wordsOf(
  container: Fields,
  field: 'command' | 'args',
  env: Readonly<Record<string, string>>,
): readonly string[] {
  return textsAt(container, field).map((word) => expanded(word, env));
}
