/** Ports of containers that get into each other's way (Kubernetes 1.36, pkg/api/pod/warnings.go). */
import { type Fields, listAt, numberAt, textAt } from '../../api/fields.ts';

/** Warnings about the ports of all containers of a pod together. */
export function portWarnings(
  containers: readonly { readonly container: Fields; readonly at: string }[],
): readonly string[] {
  const ports = containers.flatMap(({ container, at }) =>
    listAt(container, 'ports').map((port, i) => ({ port, at: `${at}.ports[${i}]` })),
  );
  return [...ports.flatMap((port, i) => conflictsOf(port, ports.slice(0, i))), ...nameWarnings(ports)];
}

interface PlacedPort {
  readonly port: Fields;
  readonly at: string;
}

function conflictsOf({ port, at }: PlacedPort, earlier: readonly PlacedPort[]): readonly string[] {
  return earlier
    .filter((other) => keyOf(other.port) === keyOf(port))
    .flatMap((other) => {
      const how = conflict(port, other.port);
      return how === undefined ? [] : [`${at}: ${how} with ${other.at}`];
    });
}

function conflict(port: Fields, other: Fields): string | undefined {
  const [ip, otherIp] = [textAt(port, 'hostIP'), textAt(other, 'hostIP')];
  const [number, otherNumber] = [numberAt(port, 'hostPort') ?? 0, numberAt(other, 'hostPort') ?? 0];
  if (ip === otherIp && number === otherNumber) return 'duplicate port definition';
  if (number === 0 || otherNumber === 0) return 'overlapping port definition';
  const isAmbiguous = number === otherNumber && (ip === '') !== (otherIp === '');
  return isAmbiguous ? 'dangerously ambiguous port definition' : undefined;
}

function keyOf(port: Fields): string {
  return `${numberAt(port, 'containerPort')}/${textAt(port, 'protocol')}`;
}

function nameWarnings(ports: readonly PlacedPort[]): readonly string[] {
  const first = new Map<string, string>();
  return ports.flatMap(({ port, at }) => {
    const name = textAt(port, 'name');
    const other = first.get(name);
    if (name === '') return [];
    if (other === undefined) {
      first.set(name, at);
      return [];
    }
    const detail = `services and probes that select ports by name will use ${other}`;
    return [`${at}: duplicate port name ${JSON.stringify(name)} with ${other}, ${detail}`];
  });
}
