/** What identifies the Job: the part of `kubectl describe` that is looked up rather than read. Lines to copy, so none is broken. */
import { requirementsOf } from '../../batch/label-selector.ts';
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
    ['Selector', orNone(requirementsOf(job.spec).map(plain))],
    ['Labels', sorted(job.metadata.labels)],
    ['Annotations', sorted(job.metadata.annotations, ': ')],
  ];
  return fields(rows, { width: VALUE_COLUMN });
}

function sorted(map: StringMap, between = '='): readonly string[] {
  const shown = Object.fromEntries(Object.entries(map).filter(([key]) => key !== LAST_APPLIED));
  return orNone(pairs(shown, between).map(plain).sort());
}

function orNone(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? ['<none>'] : lines;
}
