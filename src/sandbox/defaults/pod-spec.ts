/** What the server fills in in the specs of pods and pod templates (Kubernetes 1.36, pkg/apis/core/v1/defaults.go). */
import { type Fields, fieldAt, listAt, textAt } from '../api/fields.ts';
import { isObject } from '../schema/decode.ts';
import { sameJson } from '../schema/same-json.ts';
import { defaultVolume } from './volumes.ts';

/** A pod's or a template's spec with its defaults. */
export function defaultPodSpec(spec: Fields): Fields {
  const account = textAt(spec, 'serviceAccountName') || textAt(spec, 'serviceAccount');
  return {
    ...spec,
    ...mapped(spec, 'volumes', defaultVolume),
    ...mapped(spec, 'initContainers', defaultContainer),
    ...mapped(spec, 'containers', defaultContainer),
    ...mapped(spec, 'ephemeralContainers', defaultContainer),
    restartPolicy: textAt(spec, 'restartPolicy') || 'Always',
    terminationGracePeriodSeconds: spec.terminationGracePeriodSeconds ?? 30,
    dnsPolicy: textAt(spec, 'dnsPolicy') || 'ClusterFirst',
    ...(account === '' ? {} : { serviceAccountName: account, serviceAccount: account }),
    securityContext: spec.securityContext ?? {},
    schedulerName: textAt(spec, 'schedulerName') || 'default-scheduler',
  };
}

/** What is filled in in a pod itself, but not in a template: requests from limits, links to services, ports of the host. */
export function defaultPod(spec: Fields): Fields {
  const filled = defaultPodSpec(spec);
  const own = (container: Fields) => withHostPorts(withRequests(container), filled.hostNetwork === true);
  return {
    ...filled,
    ...mapped(filled, 'initContainers', own),
    ...mapped(filled, 'containers', own),
    enableServiceLinks: filled.enableServiceLinks ?? true,
  };
}

/** An object with a list's items changed, where it has the list. What says the same stays the same: all pods of a Job share it. */
export function mapped(object: Fields, list: string, change: (item: Fields) => Fields): Fields {
  if (object[list] === undefined) return {};
  const items = listAt(object, list);
  const changed = items.map((item) => {
    const other = change(item);
    return sameJson(item, other) ? item : other;
  });
  return { [list]: changed.every((item, i) => item === items[i]) ? items : changed };
}

/** `Always` for the newest image of a name, `IfNotPresent` for one that is pinned by a tag or a digest. */
export function pullPolicyFor(image: string): string {
  const name = image.slice(image.lastIndexOf('/') + 1);
  if (name.includes('@')) return 'IfNotPresent';
  const tag = name.includes(':') ? name.slice(name.indexOf(':') + 1) : 'latest';
  return image !== '' && tag === 'latest' ? 'Always' : 'IfNotPresent';
}

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const;

function defaultContainer(container: Fields): Fields {
  const probes = PROBES.flatMap((kind) => {
    const probe = container[kind];
    return isObject(probe) ? [[kind, defaultProbe(probe)] as const] : [];
  });
  return {
    ...container,
    ...mapped(container, 'env', defaultVariable),
    ...Object.fromEntries(probes),
    ...(isObject(container.lifecycle) ? { lifecycle: defaultLifecycle(container.lifecycle) } : {}),
    terminationMessagePath: textAt(container, 'terminationMessagePath') || '/dev/termination-log',
    terminationMessagePolicy: textAt(container, 'terminationMessagePolicy') || 'File',
    imagePullPolicy: textAt(container, 'imagePullPolicy') || pullPolicyFor(textAt(container, 'image')),
  };
}

function defaultVariable(variable: Fields): Fields {
  const { valueFrom } = variable;
  const fieldRef = fieldAt(valueFrom, 'fieldRef');
  if (!isObject(valueFrom) || !isObject(fieldRef)) return variable;
  const versioned = { apiVersion: textAt(fieldRef, 'apiVersion') || 'v1', fieldPath: fieldRef.fieldPath };
  return { ...variable, valueFrom: { ...valueFrom, fieldRef: versioned } };
}

function defaultProbe(probe: Fields): Fields {
  const filled = { ...defaultHandler(probe) };
  const numbers = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 };
  const missing = Object.entries(numbers).filter(([field]) => (probe[field] ?? 0) === 0);
  const { grpc } = probe;
  const called = isObject(grpc) ? { grpc: { ...grpc, service: grpc.service ?? '' } } : {};
  return { ...filled, ...called, ...Object.fromEntries(missing) };
}

function defaultHandler(handler: Fields): Fields {
  const { httpGet } = handler;
  if (!isObject(httpGet)) return handler;
  const filled = { ...httpGet, path: textAt(httpGet, 'path') || '/', scheme: textAt(httpGet, 'scheme') || 'HTTP' };
  return { ...handler, httpGet: filled };
}

function defaultLifecycle(lifecycle: Fields): Fields {
  const hooks = (['postStart', 'preStop'] as const).flatMap((hook) => {
    const handler = lifecycle[hook];
    return isObject(handler) ? [[hook, defaultHandler(handler)] as const] : [];
  });
  return { ...lifecycle, ...Object.fromEntries(hooks) };
}

function withRequests(container: Fields): Fields {
  const limits = fieldAt(container, 'resources.limits');
  if (!isObject(limits)) return container;
  const requests = fieldAt(container, 'resources.requests');
  const filled = { ...limits, ...(isObject(requests) ? requests : {}) };
  const resources = isObject(container.resources) ? container.resources : {};
  return { ...container, resources: { ...resources, requests: filled } };
}

function withHostPorts(container: Fields, hostNetwork: boolean): Fields {
  if (!hostNetwork) return container;
  const sameOnHost = (port: Fields) => ({ ...port, hostPort: port.hostPort ?? port.containerPort });
  return { ...container, ...mapped(container, 'ports', sameOnHost) };
}
