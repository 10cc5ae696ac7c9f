/** Whether we may do what a drill does, asked before anything is changed. */
import { type AccessQuestion, type Call, type Cluster, isApiFailure } from '../../../cluster/port.ts';
import type { DrainRequest, Refusal } from './request.ts';

/** Whether we may. */
export type Permissions =
  | { readonly kind: 'granted' }
  | { readonly kind: 'missing'; readonly refusal: Refusal }
  /** The server does not say. */
  | { readonly kind: 'unknown'; readonly message: string };

/** What a drill may do, with the RBAC rules to add for what it may not. Throws what is no answer of the server. */
export async function permissionsFor(cluster: Cluster, request: DrainRequest, call: Call): Promise<Permissions> {
  const asked = await permissions(cluster, questionsFor(request), call);
  if (asked.kind !== 'missing' || request.scope !== 'job') return asked;
  const { reason, remedy } = asked.refusal;
  if (!/ nodes\b/.test(reason) || / pods\b/.test(reason)) return asked;
  const instead = '--evict-only needs no rights on nodes: it evicts the pod without cordoning its node.';
  return { kind: 'missing', refusal: { reason, remedy: `${remedy}\n${instead}` } };
}

/** What to tell where the server does not say whether we may. */
export function unknownWarning(may: Permissions): readonly string[] {
  return may.kind === 'unknown' ? [`whether you may do all this cannot be asked: ${may.message}`] : [];
}

/** The same for any questions. */
export async function permissions(
  cluster: Cluster,
  questions: readonly AccessQuestion[],
  call: Call,
): Promise<Permissions> {
  try {
    const answers = await Promise.all(questions.map((question) => cluster.access(question, call)));
    const missing = questions.filter((_, i) => answers[i]?.allowed === false);
    return missing.length === 0 ? { kind: 'granted' } : { kind: 'missing', refusal: refusalFor(missing) };
  } catch (error) {
    if (isApiFailure(error) && error.code !== 401) return { kind: 'unknown', message: error.message };
    throw error;
  }
}

function refusalFor(missing: readonly AccessQuestion[]): Refusal {
  const role = missing.every(({ namespace }) => namespace !== undefined) ? 'Role' : 'ClusterRole';
  return {
    reason: `you may not ${missing.map(inWords).join(', nor ')}`,
    remedy: `Ask for these rules in a ${role}:\n${rules(missing)}`,
  };
}

function questionsFor({ scope, disableEviction, job }: DrainRequest): readonly AccessQuestion[] {
  const removal: AccessQuestion = disableEviction
    ? { verb: 'delete', group: '', resource: 'pods' }
    : { verb: 'create', group: '', resource: 'pods', subresource: 'eviction' };
  const { namespace } = job;
  const following = (group: string, resource: string) =>
    ['list', 'watch'].map((verb) => ({ verb, group, resource, namespace }));
  const watching = [...following('', 'pods'), ...following('batch', 'jobs')];
  const nodes = ['get', 'patch'].map((verb) => ({ verb, group: '', resource: 'nodes' }));
  switch (scope) {
    case 'evict-only':
      return [{ ...removal, namespace }, ...watching];
    case 'job':
      return [{ ...removal, namespace }, ...watching, ...nodes];
    case 'whole-node':
      return [removal, { verb: 'list', group: '', resource: 'pods' }, ...watching, ...nodes];
  }
}

function inWords({ verb, resource, subresource, namespace }: AccessQuestion): string {
  const what = subresource === undefined ? resource : `${resource}/${subresource}`;
  if (resource === 'nodes') return `${verb} ${what}`;
  return `${verb} ${what} in ${namespace === undefined ? 'all namespaces' : `namespace ${namespace}`}`;
}

/** As a rule stands in a Role: one for each resource, with all its verbs. */
function rules(missing: readonly AccessQuestion[]): string {
  const verbs = new Map<string, { readonly group: string; readonly verbs: Set<string> }>();
  for (const { verb, group, resource, subresource } of missing) {
    const what = subresource === undefined ? resource : `${resource}/${subresource}`;
    const known = verbs.get(what) ?? { group, verbs: new Set<string>() };
    known.verbs.add(verb);
    verbs.set(what, known);
  }
  return [...verbs]
    .map(([what, { group, verbs: needed }]) =>
      [
        `- apiGroups: ["${group}"]`,
        `  resources: ["${what}"]`,
        `  verbs: [${[...needed].map((verb) => `"${verb}"`).join(', ')}]`,
      ].join('\n'),
    )
    .join('\n');
}
