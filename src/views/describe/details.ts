/** What identifies the Job: the part of `kubectl describe` that is looked up rather than read. Lines to copy, so none is broken. */
import type { StringMap } from '../../batch/objects.ts';
import type { JobDescription } from '../../operations/describe-result.ts';
import { type Field, fields } from '../table.ts';
import { plain } from '../text.ts';
import { VALUE_COLUMN } from './sheet.ts';

/** kubectl leaves it out of describe, too: it is the whole manifest in one line. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** Selector, labels and annotations. */
export function details({ job }: JobDescription): string {
  const rows: readonly Field[] = [
    ['Selector', pairs(job.spec.matchLabels, '=')],
    ['Labels', pairs(job.metadata.labels, '=')],
    ['Annotations', pairs(job.metadata.annotations, ': ')],
  ];
  return fields(rows, { width: VALUE_COLUMN });
}

function pairs(map: StringMap, between: string): readonly string[] {
  const lines = Object.entries(map)
    .filter(([key]) => key !== LAST_APPLIED)
    .map(([key, value]) => plain(`${key}${between}${value}`))
    .sort();
  return lines.length === 0 ? ['<none>'] : lines;
}
