/** Affinity and anti-affinity between pods (Kubernetes 1.36, pkg/scheduler/framework/plugins/interpodaffinity). */
import { type Fields, listAt, numberAt, textAt, textsAt } from '../../api/fields.ts';
import type { Store, StoredObject } from '../../store.ts';
import { selectsLabels } from '../../validation/metadata/labels.ts';
import type { Rejection } from './fit.ts';
import type { NodeInfo, PodInfo } from './placement.ts';

/** What a pod and those that run already ask of one another, over all nodes. */
export interface PodAffinityRules {
  /** Why a node breaks a term that must hold. */
  rejectionOf(info: NodeInfo): Rejection | undefined;
  /** How much the pod would like a node for what runs near it; may be negative. */
  likingFor(info: NodeInfo): number;
}

/** Works out the terms of a pod. */
export function podAffinityRules({ pod }: PodInfo, nodes: readonly NodeInfo[], store: Store): PodAffinityRules {
  const world: World = { pod, store, placed: () => nodes.flatMap(onNode) };
  const wanted = termsAt(pod, `podAffinity.${REQUIRED}`).map((term) => domainsOf(term, world));
  const unwanted = termsAt(pod, `podAntiAffinity.${REQUIRED}`).map((term) => domainsOf(term, world));
  const likings = [...weighted(world, 'podAffinity', 1), ...weighted(world, 'podAntiAffinity', -1)];
  const forbidden = forbiddenByOthers(world, nodes);
  const isFirst =
    wanted.every(({ domains }) => domains.size === 0) && wanted.every(({ term }) => selects(term, pod, world));
  return {
    rejectionOf: ({ node }) => {
      const labels = node.metadata.labels ?? {};
      const lacks = wanted.some(
        ({ key, domains }) => labels[key] === undefined || !(isFirst || domains.has(labels[key])),
      );
      if (lacks) return rejection('pod affinity rules', true);
      if (unwanted.some(({ key, domains }) => domains.has(labels[key] ?? NOWHERE))) {
        return rejection('pod anti-affinity rules', false);
      }
      const isForbidden = forbidden.some(({ key, domain }) => labels[key] === domain);
      if (!isForbidden) return undefined;
      const reasons = ["node(s) didn't satisfy existing pods anti-affinity rules"];
      return { by: 'InterPodAffinity', reasons, isFinal: false };
    },
    likingFor: ({ node }) => {
      const labels = node.metadata.labels ?? {};
      return likings.reduce(
        (sum, { key, counts, weight }) => sum + weight * (counts.get(labels[key] ?? NOWHERE) ?? 0),
        0,
      );
    },
  };
}

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';
/** No label has this value. */
const NOWHERE = ' ';

interface World {
  /** The pod that is to be placed. */
  readonly pod: StoredObject;
  readonly store: Store;
  readonly placed: () => readonly Placed[];
}

interface Placed {
  readonly pod: StoredObject;
  readonly node: StoredObject;
}

function onNode({ node, pods }: NodeInfo): readonly Placed[] {
  return [...pods.values()].map(({ pod }) => ({ pod, node }));
}

function termsAt(pod: Fields, path: string): readonly Fields[] {
  return listAt(pod, `spec.affinity.${path}`);
}

function rejection(what: string, isFinal: boolean): Rejection {
  return { by: 'InterPodAffinity', reasons: [`node(s) didn't match ${what}`], isFinal };
}

/** Where pods run that a term of this pod is about: how many in each domain of its key. */
function countsOf(term: Fields, world: World): ReadonlyMap<string, number> {
  const key = textAt(term, 'topologyKey');
  const counts = new Map<string, number>();
  for (const { pod, node } of world.placed()) {
    const domain = node.metadata.labels?.[key];
    if (domain === undefined || !selects(term, pod, world)) continue;
    counts.set(domain, (counts.get(domain) ?? 0) + 1);
  }
  return counts;
}

function domainsOf(term: Fields, world: World) {
  return { term, key: textAt(term, 'topologyKey'), domains: new Set(countsOf(term, world).keys()) };
}

function weighted(world: World, kind: 'podAffinity' | 'podAntiAffinity', sign: 1 | -1) {
  return termsAt(world.pod, `${kind}.${PREFERRED}`).map((preferred) => {
    const term = fieldsOf(preferred.podAffinityTerm);
    const weight = sign * (numberAt(preferred, 'weight') ?? 0);
    return { key: textAt(term, 'topologyKey'), counts: countsOf(term, world), weight };
  });
}

/** The domains from which pods that run keep this one away. */
function forbiddenByOthers({ pod, store }: World, nodes: readonly NodeInfo[]) {
  const found: { readonly key: string; readonly domain: string }[] = [];
  for (const { node, withAffinity } of nodes) {
    for (const other of withAffinity.values()) {
      for (const term of termsAt(other.pod, `podAntiAffinity.${REQUIRED}`)) {
        const key = textAt(term, 'topologyKey');
        const domain = node.metadata.labels?.[key];
        if (domain !== undefined && selects(term, pod, { pod: other.pod, store })) found.push({ key, domain });
      }
    }
  }
  return found;
}

/** Whether a term of `world.pod` is about another pod: its labels, in the namespaces that are meant. */
function selects(term: Fields, other: StoredObject, { pod, store }: Pick<World, 'pod' | 'store'>): boolean {
  if (!isInNamespaces(term, other, { pod, store })) return false;
  const labels = other.metadata.labels ?? {};
  if (!selectsLabels(term.labelSelector, labels)) return false;
  const own = pod.metadata.labels ?? {};
  const same = textsAt(term, 'matchLabelKeys').every((key) => own[key] === undefined || own[key] === labels[key]);
  return same && textsAt(term, 'mismatchLabelKeys').every((key) => own[key] === undefined || own[key] !== labels[key]);
}

/** By default those of the pod itself. */
function isInNamespaces(term: Fields, other: StoredObject, { pod, store }: Pick<World, 'pod' | 'store'>): boolean {
  const { namespace = '' } = other.metadata;
  const names = textsAt(term, 'namespaces');
  if (names.includes(namespace)) return true;
  if (term.namespaceSelector === undefined) return names.length === 0 && namespace === pod.metadata.namespace;
  return selectsLabels(term.namespaceSelector, store.get('namespaces', undefined, namespace)?.metadata.labels ?? {});
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
