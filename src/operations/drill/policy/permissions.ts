/** Whether we may rehearse in somebody's namespace, asked before anything is made. */
import { scenariosFor } from '../../../batch/policy/scenarios.ts';
import type { AccessQuestion, Call, Cluster } from '../../../cluster/port.ts';
import { type Permissions, permissions } from '../drain/permissions.ts';
import type { PolicyRequest } from '../policy.ts';

/** Whether we may. Throws like `get`. */
export async function rehearsalPermissions(cluster: Cluster, request: PolicyRequest, call: Call): Promise<Permissions> {
  const { rule, job, copies } = request;
  const kinds = new Set(
    scenariosFor(job.spec)
      .filter((scenario) => rule === undefined || scenario.rule === rule)
      .map(({ firing }) => firing?.kind),
  );
  const { namespace } = copies;
  const jobs = ['create', 'list', 'watch', 'delete'].map((verb) => ({
    verb,
    group: 'batch',
    resource: 'jobs',
    namespace,
  }));
  const pods = ['list', 'watch'].map((verb) => ({ verb, group: '', resource: 'pods', namespace }));
  const evict = { verb: 'create', group: '', resource: 'pods', subresource: 'eviction', namespace };
  const status = { verb: 'patch', group: '', resource: 'pods', subresource: 'status', namespace };
  const questions: readonly AccessQuestion[] = [
    ...jobs,
    ...pods,
    ...(kinds.has('evict') ? [evict] : []),
    ...(kinds.has('condition') ? [status, { verb: 'delete', group: '', resource: 'pods', namespace }] : []),
  ];
  return permissions(cluster, questions, call);
}
