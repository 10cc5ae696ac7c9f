/** The ports of containers (Kubernetes 1.36, pkg/apis/core/validation/validation.go, `validateContainerPorts`). */
import { type Fields, listAt, numberAt, textAt } from '../../api/fields.ts';
import { duplicate, type FieldErrors, invalid, invalidEach, required, requiredOneOf, when } from '../field-errors.ts';
import { portName, portNumber } from '../metadata/names.ts';

/** The protocols that ports may have. */
export const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];

/** The ports of one container. */
export function validateContainerPorts(ports: readonly Fields[], path: string): FieldErrors {
  const names = new Set<string>();
  return ports.flatMap((port, i) => {
    const at = `${path}[${i}]`;
    const number = numberAt(port, 'containerPort') ?? 0;
    const hostPort = numberAt(port, 'hostPort') ?? 0;
    return [
      ...portNameErrors(textAt(port, 'name'), names, `${at}.name`),
      ...(number === 0
        ? [required(`${at}.containerPort`)]
        : invalidEach(`${at}.containerPort`, number, portNumber(number))),
      ...(hostPort === 0 ? [] : invalidEach(`${at}.hostPort`, hostPort, portNumber(hostPort))),
      ...requiredOneOf(textAt(port, 'protocol'), `${at}.protocol`, PROTOCOLS),
    ];
  });
}

/** Ports of the host that two containers want. */
export function validateHostPorts(containers: readonly Fields[], path: string): FieldErrors {
  const taken = new Set<string>();
  return containers.flatMap((container, i) =>
    listAt(container, 'ports').flatMap((port, j) => {
      const hostPort = numberAt(port, 'hostPort') ?? 0;
      if (hostPort === 0) return [];
      const key = `${textAt(port, 'protocol')}/${textAt(port, 'hostIP')}/${hostPort}`;
      const isTaken = taken.has(key);
      taken.add(key);
      return when(isTaken, duplicate(`${path}[${i}].ports[${j}].hostPort`, key));
    }),
  );
}

/** With the host's network a port is the same inside and outside. */
export function validateHostNetworkPorts(containers: readonly Fields[], isPod: boolean, path: string): FieldErrors {
  return containers.flatMap((container, i) =>
    listAt(container, 'ports').flatMap((port, j) => {
      const hostPort = numberAt(port, 'hostPort') ?? 0;
      const differs = hostPort !== (numberAt(port, 'containerPort') ?? 0) && (isPod || hostPort !== 0);
      const detail = 'must match `containerPort` when `hostNetwork` is true';
      return when(differs, invalid(`${path}[${i}].ports[${j}].hostPort`, hostPort, detail));
    }),
  );
}

function portNameErrors(name: string, names: Set<string>, path: string): FieldErrors {
  if (name === '') return [];
  const complaints = portName(name);
  if (complaints.length > 0) return invalidEach(path, name, complaints);
  const isTaken = names.has(name);
  names.add(name);
  return when(isTaken, duplicate(path, name));
}
