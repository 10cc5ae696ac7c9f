/** What identifies and owns the Job: the part of `kubectl describe` that is looked up rather than read. */
import type { StringMap } from '../../batch/objects.ts';
import type { JobDescription } from '../../operations/describe-result.ts';
import { type Field, fields } from '../table.ts';
import { plain } from '../text.ts';
import { type Sheet, VALUE_COLUMN, wrap } from './sheet.ts';

/** kubectl leaves it out of describe, too: it is the whole manifest in one line. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** Selector, labels, annotations, owner and manager. */
export function details({ job }: JobDescription, sheet: Sheet): string {
  const owner = job.metadata.ownerReferences.find(({ controller }) => controller);
  const rows: readonly Field[] = [
    ['Selector', pairs(job.spec.matchLabels, '=', sheet)],
    ['Labels', pairs(job.metadata.labels, '=', sheet)],
    ['Annotations', pairs(job.metadata.annotations, ': ', sheet)],
    ...(owner === undefined ? [] : [['Controlled By', plain(`${owner.kind}/${owner.name}`)] as const]),
    ...(job.spec.managedBy === undefined ? [] : [['Managed By', plain(job.spec.managedBy)] as const]),
  ];
  return fields(rows, { width: VALUE_COLUMN });
}

function pairs(map: StringMap, between: string, sheet: Sheet): readonly string[] {
  const lines = Object.entries(map)
    .filter(([key]) => key !== LAST_APPLIED)
    .map(([key, value]) => plain(`${key}${between}${value}`))
    .sort();
  return lines.length === 0 ? ['<none>'] : lines.flatMap((line) => wrap(line, VALUE_COLUMN, sheet));
}
