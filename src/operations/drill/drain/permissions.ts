/** Whether we may do what a drill does, asked before anything is changed. */
import type { AccessQuestion, Call, Cluster } from '../../../cluster/port.ts';
import type { DrainRequest, Refusal } from './request.ts';

/** What is missing, and the RBAC rules to add; undefined if nothing is. Throws like `get`. */
export async function missingPermissions(
  cluster: Cluster,
  request: DrainRequest,
  call: Call,
): Promise<Refusal | undefined> {
  const refusal = await missingRules(cluster, questionsFor(request), call);
  if (!refusal || request.scope !== 'job' || !/ nodes\b/.test(refusal.reason) || / pods\b/.test(refusal.reason))
    return refusal;
  const instead = '--evict-only needs no rights on nodes: it evicts the pod without cordoning its node.';
  return { ...refusal, remedy: `${refusal.remedy}\n${instead}` };
}

/** The same for any questions. */
export async function missingRules(
  cluster: Cluster,
  questions: readonly AccessQuestion[],
  call: Call,
): Promise<Refusal | undefined> {
  const answers = await Promise.all(questions.map((question) => cluster.access(question, call)));
  const missing = questions.filter((_, i) => answers[i]?.allowed === false);
  if (missing.length === 0) return undefined;
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
