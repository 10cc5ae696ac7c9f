/** Writing services, their endpoint slices, and disruption budgets (Kubernetes 1.36, pkg/registry/core/service, discovery, policy). */
import { type Fields, listAt, textAt } from '../../api/fields.ts';
import { defaultEndpointSlice, defaultService } from '../../defaults/core.ts';
import { isObject } from '../../schema/decode.ts';
import type { Store } from '../../store.ts';
import { validateMetaOnly, validateMetaUpdate } from '../../validation/core-objects.ts';
import { validateDisruptionBudget } from '../../validation/disruption-budget.ts';
import { oneOf } from '../../validation/field-errors.ts';
import { validateService, validateServiceUpdate } from '../../validation/services.ts';
import type { KindRules, WritingContext } from '../kind-rules.ts';

/** Services. */
export const serviceRules: KindRules = {
  struct: 'Service',
  hasStatus: true,
  returnsDeleted: true,
  dependents: 'Background',
  defaults: defaultService,
  prepareCreate: (service, context) => ({ ...withAddress(service, context), status: { loadBalancer: {} } }),
  prepareUpdate: keepAddress,
  validate: validateService,
  validateUpdate: validateServiceUpdate,
};

/** Endpoint slices. */
export const endpointSliceRules: KindRules = {
  struct: 'EndpointSlice',
  hasGeneration: true,
  defaults: defaultEndpointSlice,
  validate: (slice) => [
    ...validateMetaOnly(true)(slice),
    ...oneOf(textAt(slice, 'addressType'), 'addressType', ['FQDN', 'IPv4', 'IPv6']),
  ],
  validateUpdate: validateMetaUpdate,
};

/** Disruption budgets. Until a controller counts pods, none may go. */
export const disruptionBudgetRules: KindRules = {
  struct: 'PodDisruptionBudget',
  hasGeneration: true,
  hasStatus: true,
  prepareCreate: (budget) => ({
    ...budget,
    status: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 },
  }),
  validate: validateDisruptionBudget,
  validateUpdate: (budget, old) => [...validateMetaUpdate(budget, old), ...validateDisruptionBudget(budget)],
};

/** A service gets an address of the cluster, unless it wants none or names another place. */
function withAddress(service: Fields, { store }: WritingContext): Fields {
  const spec = objectOf(service.spec);
  if (textAt(spec, 'type') === 'ExternalName') return service;
  const asked = textAt(spec, 'clusterIP');
  const address = asked === '' ? freeAddress(store) : asked;
  return {
    ...service,
    spec: {
      ...spec,
      clusterIP: address,
      clusterIPs: [address],
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      ...(needsNodePorts(spec) ? { ports: withNodePorts(spec, store) } : {}),
    },
  };
}

/** What a client leaves out of an update stays. */
function keepAddress(service: Fields, old: Fields): Fields {
  const [spec, before] = [objectOf(service.spec), objectOf(old.spec)];
  if (textAt(spec, 'type') === 'ExternalName') return service;
  const kept = (['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy'] as const).filter(
    (field) => spec[field] === undefined && before[field] !== undefined,
  );
  return { ...service, spec: { ...spec, ...Object.fromEntries(kept.map((field) => [field, before[field]])) } };
}

/** 10.96.0.0/16, the first address of which is the API server's. */
function freeAddress(store: Store): string {
  const taken = new Set(store.list('services').objects.map((service) => textAt(service, 'spec.clusterIP')));
  for (let i = 1; i < 0xffff; i += 1) {
    const address = `10.96.${i >> 8}.${i & 0xff}`;
    if (!taken.has(address)) return address;
  }
  throw new Error('no address is left for another service');
}

const FIRST_NODE_PORT = 30_000;

function needsNodePorts(spec: Fields): boolean {
  const type = textAt(spec, 'type');
  return type === 'NodePort' || (type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false);
}

function withNodePorts(spec: Fields, store: Store): readonly Fields[] {
  const services = store.list('services').objects;
  const taken = new Set(services.flatMap((service) => listAt(service, 'spec.ports').map((port) => port.nodePort)));
  let next = FIRST_NODE_PORT;
  return listAt(spec, 'ports').map((port) => {
    if (port.nodePort !== undefined) return port;
    while (taken.has(next)) next += 1;
    taken.add(next);
    return { ...port, nodePort: next };
  });
}

function objectOf(value: unknown): Fields {
  return isObject(value) ? value : {};
}
