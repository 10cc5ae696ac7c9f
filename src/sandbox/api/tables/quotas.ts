/** Resource quotas and service accounts (Kubernetes 1.36, pkg/printers/internalversion/printers.go, `printResourceQuota`, `printServiceAccount`). */
import { listAt, mapAt } from '../fields.ts';
import { age } from './cells.ts';
import { AGE, NAME, type Printer, text } from './column.ts';

/** Of each amount what is used and what may be; those that limit containers in a column of their own. */
export const resourceQuotas: Printer = {
  columns: [
    NAME,
    text('Request', 'Request represents a minimum amount of cpu/memory that a container may consume.'),
    text(
      'Limit',
      'Limits control the maximum amount of cpu/memory that a container may use independent of contention on the node.',
    ),
    AGE,
  ],
  cells: (quota, now) => {
    const [hard, used] = [mapAt(quota, 'status.hard'), mapAt(quota, 'status.used')];
    const names = Object.keys(hard).toSorted();
    const shown = (some: readonly string[]) =>
      some.map((name) => `${name}: ${used[name] ?? '0'}/${hard[name]}`).join(', ');
    const requests = names.filter((name) => !name.startsWith('limits.'));
    const limits = names.filter((name) => name.startsWith('limits.'));
    return [quota.metadata.name, shown(requests), shown(limits), age(quota, now)];
  },
};

/** How many secrets each may use. */
export const serviceAccounts: Printer = {
  columns: [NAME, text('Secrets', 'How many secrets pods of it may use.'), AGE],
  cells: (account, now) => [account.metadata.name, listAt(account, 'secrets').length, age(account, now)],
};
