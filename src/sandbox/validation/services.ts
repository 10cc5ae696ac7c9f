/** Services (Kubernetes 1.36, pkg/apis/core/validation/validation.go, `ValidateServiceCreate`). */
import { type Fields, fieldAt, listAt, mapAt, numberAt, textAt } from '../api/fields.ts';
import { isObject } from '../schema/decode.ts';
import { PROTOCOLS } from './containers/container-ports.ts';
import { validatePort } from './containers/probes.ts';
import {
  duplicate,
  type FieldErrors,
  forbidden,
  invalid,
  invalidEach,
  notSupported,
  required,
  requiredOneOf,
  when,
} from './field-errors.ts';
import { validateLabels } from './metadata/labels.ts';
import { dns1035Label, dnsLabel, dnsSubdomain, inRange, portNumber } from './metadata/names.ts';
import { immutable, validateObjectMeta, validateObjectMetaUpdate } from './metadata/object-meta.ts';
import { ipErrors } from './pods/pod-dns.ts';

/** A new service, after defaults and with its address. */
export function validateService(service: Fields): FieldErrors {
  const spec = objectOf(service.spec);
  return [
    ...validateObjectMeta(objectOf(service.metadata), { namespaced: true, name: dns1035Label }),
    ...typeErrors(spec),
    ...validateLabels(mapAt(spec, 'selector'), 'spec.selector'),
    ...requiredOneOf(textAt(spec, 'sessionAffinity'), 'spec.sessionAffinity', ['ClientIP', 'None']),
    ...timeoutErrors(spec),
    ...portsErrors(spec),
    ...addressErrors(spec),
  ];
}

/** A changed service: its address stays. */
export function validateServiceUpdate(service: Fields, old: Fields): FieldErrors {
  const [spec, before] = [objectOf(service.spec), objectOf(old.spec)];
  const address = textAt(before, 'clusterIP');
  const keeps = textAt(spec, 'type') !== 'ExternalName' && textAt(before, 'type') !== 'ExternalName' && address !== '';
  const addresses = fieldAt(spec, 'clusterIPs');
  return [
    ...validateObjectMetaUpdate(objectOf(service.metadata), objectOf(old.metadata)),
    ...(keeps && spec.clusterIP !== address
      ? [
          invalid(
            'spec.clusterIPs[0]',
            Array.isArray(addresses) ? addresses : [textAt(spec, 'clusterIP')],
            MAY_NOT_CHANGE,
          ),
        ]
      : []),
    ...(keeps ? immutable(spec.ipFamilies, before.ipFamilies, 'spec.ipFamilies') : []),
    ...validateService(service),
  ];
}

const MAY_NOT_CHANGE = 'may not change once set';
const MAX_AFFINITY_SECONDS = 86_400;

function typeErrors(spec: Fields): FieldErrors {
  const type = textAt(spec, 'type');
  const types = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
  const name = textAt(spec, 'externalName').replace(/\.$/, '');
  const isHeadless = textAt(spec, 'clusterIP') === 'None';
  const headless = "may not be set to 'None' for LoadBalancer services";
  return [
    ...requiredOneOf(type, 'spec.type', types),
    ...(type === 'ExternalName'
      ? name === ''
        ? [required('spec.externalName')]
        : invalidEach('spec.externalName', name, dnsSubdomain(name))
      : []),
    ...when(
      isHeadless && (type === 'LoadBalancer' || type === 'NodePort'),
      invalid('spec.clusterIPs[0]', 'None', headless.replace('LoadBalancer', type)),
    ),
  ];
}

function timeoutErrors(spec: Fields): FieldErrors {
  const config = spec.sessionAffinityConfig;
  if (spec.sessionAffinity === 'None') {
    const detail = 'must not be set when session affinity is None';
    return when(config !== undefined, forbidden('spec.sessionAffinityConfig', detail));
  }
  const seconds = numberAt(config, 'clientIP.timeoutSeconds');
  if (seconds === undefined) return [];
  const path = 'spec.sessionAffinityConfig.clientIP.timeoutSeconds';
  const isWrong = seconds <= 0 || seconds > MAX_AFFINITY_SECONDS;
  return when(isWrong, invalid(path, seconds, `must be greater than 0 and less than ${MAX_AFFINITY_SECONDS}`));
}

function portsErrors(spec: Fields): FieldErrors {
  const ports = listAt(spec, 'ports');
  const isHeadless = textAt(spec, 'clusterIP') === 'None';
  const names = new Set<string>();
  const seen = new Set<string>();
  const none = ports.length === 0 && !isHeadless && spec.type !== 'ExternalName';
  return [
    ...when(none, required('spec.ports')),
    ...ports.flatMap((port, i) => {
      const path = `spec.ports[${i}]`;
      const key = `${textAt(port, 'protocol')}/${numberAt(port, 'port')}`;
      const isRepeated = seen.has(key);
      seen.add(key);
      const shown = {
        Name: '',
        Protocol: port.protocol,
        AppProtocol: null,
        Port: port.port,
        TargetPort: 0,
        NodePort: 0,
      };
      return [
        ...portErrors(port, { path, isNamed: ports.length > 1, names }),
        ...when(isRepeated, duplicate(path, shown)),
      ];
    }),
  ];
}

interface PortPlace {
  readonly path: string;
  /** Of several ports each needs a name. */
  readonly isNamed: boolean;
  readonly names: Set<string>;
}

function portErrors(port: Fields, { path, isNamed, names }: PortPlace): FieldErrors {
  const name = textAt(port, 'name');
  const number = numberAt(port, 'port') ?? 0;
  const protocol = textAt(port, 'protocol');
  const isTaken = names.has(name);
  if (name !== '') names.add(name);
  return [
    ...(name === '' ? when(isNamed, required(`${path}.name`)) : invalidEach(`${path}.name`, name, dnsLabel(name))),
    ...when(isTaken, duplicate(`${path}.name`, name)),
    ...invalidEach(`${path}.port`, number, portNumber(number)),
    ...(protocol === ''
      ? [required(`${path}.protocol`)]
      : when(!PROTOCOLS.includes(protocol), notSupported(`${path}.protocol`, protocol, PROTOCOLS))),
    ...validatePort(fieldAt(port, 'targetPort'), `${path}.targetPort`),
    ...nodePortErrors(numberAt(port, 'nodePort'), `${path}.nodePort`),
  ];
}

function nodePortErrors(port: number | undefined, path: string): FieldErrors {
  if (port === undefined || port === 0) return [];
  const isIn = inRange(port, 30_000, 32_767).length === 0;
  return when(
    !isIn,
    invalid(path, port, 'provided port is not in the valid range. The range of valid ports is 30000-32767'),
  );
}

function addressErrors(spec: Fields): FieldErrors {
  const address = textAt(spec, 'clusterIP');
  if (address === '' || address === 'None') return [];
  return ipErrors(address, 'spec.clusterIPs[0]');
}

function objectOf(value: unknown): Fields {
  return isObject(value) ? value : {};
}
