/** Probes and what runs at the beginning and end of a container (Kubernetes 1.36, pkg/apis/core/validation/validation.go). */
import { type Fields, fieldAt, listAt, numberAt, textAt, textsAt } from '../../api/fields.ts';
import {
  type FieldErrors,
  forbidden,
  invalid,
  invalidEach,
  nonNegative,
  oneOf,
  required,
  when,
} from '../field-errors.ts';
import { portName, portNumber, regexComplaint } from '../metadata/names.ts';

/** What a probe is asked for; each kind has a rule of its own. */
export type ProbeKind = 'livenessProbe' | 'readinessProbe' | 'startupProbe';

/** What probes and hooks need to know of their pod. */
export interface PodEnding {
  /** `terminationGracePeriodSeconds`. */
  readonly gracePeriod: number | undefined;
  /** `spec.os.name`, where it is set. */
  readonly os: string | undefined;
}

/** A probe of a container, where it has one. */
export function validateProbe(container: Fields, kind: ProbeKind, path: string): FieldErrors {
  const probe = container[kind];
  if (probe === undefined) return [];
  const at = `${path}.${kind}`;
  const success = numberAt(probe, 'successThreshold') ?? 0;
  const grace = numberAt(probe, 'terminationGracePeriodSeconds');
  const graceAt = `${at}.terminationGracePeriodSeconds`;
  return [
    ...validateHandler(probe, PROBE_HANDLERS, { path: at, gracePeriod: undefined }),
    ...PROBE_NUMBERS.flatMap((field) => nonNegative(numberAt(probe, field), `${at}.${field}`)),
    ...when(grace !== undefined && grace <= 0, invalid(graceAt, grace, 'must be greater than 0')),
    ...(kind === 'readinessProbe'
      ? when(grace !== undefined, invalid(graceAt, grace, 'must not be set for readinessProbes'))
      : when(success !== 1, invalid(`${at}.successThreshold`, success, 'must be 1'))),
  ];
}

/** The hooks of a container, where it has some. */
export function validateLifecycle(container: Fields, { gracePeriod, os }: PodEnding, path: string): FieldErrors {
  const { lifecycle } = container;
  if (lifecycle === undefined) return [];
  const hooks = (['postStart', 'preStop'] as const).filter((hook) => fieldAt(lifecycle, hook) !== undefined);
  const signal = textAt(lifecycle, 'stopSignal');
  return [
    ...hooks.flatMap((hook) =>
      validateHandler(fieldAt(lifecycle, hook), HOOK_HANDLERS, { path: `${path}.lifecycle.${hook}`, gracePeriod }),
    ),
    ...(signal === '' ? [] : stopSignalErrors(signal, os, `${path}.lifecycle.stopSignal`)),
  ];
}

/** A port by number or by name. */
export function validatePort(port: unknown, path: string): FieldErrors {
  if (typeof port === 'string') return invalidEach(path, port, portName(port));
  const number = typeof port === 'number' ? port : 0;
  return invalidEach(path, number, portNumber(number));
}

const PROBE_NUMBERS = [
  'initialDelaySeconds',
  'timeoutSeconds',
  'periodSeconds',
  'successThreshold',
  'failureThreshold',
] as const;
const PROBE_HANDLERS = ['exec', 'httpGet', 'tcpSocket', 'grpc'] as const;
const HOOK_HANDLERS = ['exec', 'httpGet', 'tcpSocket', 'sleep'] as const;
type Handler = (typeof PROBE_HANDLERS)[number] | (typeof HOOK_HANDLERS)[number];

interface HandlerPlace {
  readonly path: string;
  readonly gracePeriod: number | undefined;
}

function validateHandler(owner: unknown, handlers: readonly Handler[], place: HandlerPlace): FieldErrors {
  const [first, ...others] = handlers.filter((handler) => fieldAt(owner, handler) !== undefined);
  if (first === undefined) return [required(place.path, 'must specify a handler type')];
  return [
    ...actionErrors(first, fieldAt(owner, first), { ...place, path: `${place.path}.${first}` }),
    ...others.map((handler) => forbidden(`${place.path}.${handler}`, 'may not specify more than 1 handler type')),
  ];
}

function actionErrors(handler: Handler, action: unknown, { path, gracePeriod }: HandlerPlace): FieldErrors {
  switch (handler) {
    case 'exec':
      return when(textsAt(action, 'command').length === 0, required(`${path}.command`));
    case 'httpGet':
      return httpGetErrors(action, path);
    case 'tcpSocket':
    case 'grpc':
      return validatePort(fieldAt(action, 'port'), `${path}.port`);
    case 'sleep':
      return sleepErrors(numberAt(action, 'seconds') ?? 0, gracePeriod, path);
  }
}

function httpGetErrors(action: unknown, path: string): FieldErrors {
  const scheme = textAt(action, 'scheme');
  return [
    ...when(textAt(action, 'path') === '', required(`${path}.path`)),
    ...validatePort(fieldAt(action, 'port'), `${path}.port`),
    ...oneOf(scheme, `${path}.scheme`, ['HTTP', 'HTTPS']),
    ...listAt(action, 'httpHeaders').flatMap((header) => headerErrors(textAt(header, 'name'), `${path}.httpHeaders`)),
  ];
}

function headerErrors(name: string, path: string): FieldErrors {
  const what = "a valid HTTP header must consist of alphanumeric characters or '-'";
  const complaint = regexComplaint(what, '[-A-Za-z0-9]+', ['X-Header-Name']);
  return when(!/^[-A-Za-z0-9]+$/.test(name), invalid(path, name, complaint));
}

function sleepErrors(seconds: number, gracePeriod: number | undefined, path: string): FieldErrors {
  if (gracePeriod === undefined) return [];
  const detail = `must be non-negative and less than terminationGracePeriodSeconds (${gracePeriod})`;
  return when(seconds < 0 || seconds > gracePeriod, invalid(path, seconds, detail));
}

const LINUX_SIGNALS = [
  ...'ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT'.split(' '),
  ...['RTMAX', ...Array.from({ length: 14 }, (_, i) => `RTMAX-${i + 1}`)],
  ...['RTMIN', ...Array.from({ length: 15 }, (_, i) => `RTMIN+${i + 1}`)],
  ...'SEGV STKFLT STOP SYS TERM TRAP TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ'.split(' '),
]
  .map((name) => `SIG${name}`)
  .toSorted();

function stopSignalErrors(signal: string, os: string | undefined, path: string): FieldErrors {
  if (os === undefined) return [forbidden(path, 'may not be set for containers with empty `spec.os.name`')];
  if (os === 'windows') return oneOf(signal, path, ['SIGKILL', 'SIGTERM']);
  return os === 'linux' ? oneOf(signal, path, LINUX_SIGNALS) : [];
}
