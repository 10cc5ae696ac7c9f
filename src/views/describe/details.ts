/** What identifies the Job: the part of `kubectl describe` that is looked up rather than read. Lines to copy, so none is broken. */
import type { StringMap } from '../../batch/objects.ts';
import type { JobDescription } from '../../operations/describe-result.ts';
import { pairs } from '../pairs.ts';
import { type Field, fields } from '../table.ts';
import { plain } from '../text.ts';
import { VALUE_COLUMN } from './sheet.ts';

/** kubectl leaves it out of describe, too: it is the whole manifest in one line. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** Selector, labels and annotations. */
export function details({ job }: JobDescription): string {
  const rows: readonly Field[] = [
    ['Selector', sorted(job.spec.matchLabels)],
    ['Labels', sorted(job.metadata.labels)],
    ['Annotations', sorted(job.metadata.annotations, ': ')],
  ];
  return fields(rows, { width: VALUE_COLUMN });
}

function sorted(map: StringMap, between = '='): readonly string[] {
  const shown = Object.fromEntries(Object.entries(map).filter(([key]) => key !== LAST_APPLIED));
  const lines = pairs(shown, between).map(plain).sort();
  return lines.length === 0 ? ['<none>'] : lines;
}
