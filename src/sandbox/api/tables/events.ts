/** `kubectl get events`. */

import type { StoredObject } from '../../store.ts';
import { numberAt, textAt } from '../fields.ts';
import { since } from './cells.ts';
import { type Printer, text, wide } from './column.ts';

/** LAST SEEN TYPE REASON OBJECT MESSAGE, wide: SUBOBJECT SOURCE FIRST SEEN COUNT NAME */
export const events: Printer = {
  columns: [
    text('Last Seen', 'Time since this last happened.'),
    text('Type', 'Normal or Warning.'),
    text('Reason', 'Why, in a word.'),
    text('Object', 'What this is about.'),
    wide('Subobject', 'Which part of it.'),
    wide('Source', 'Who says so.'),
    text('Message', 'What happened.'),
    wide('First Seen', 'Time since this first happened.'),
    wide('Count', 'How often it happened.'),
    { ...wide('Name', 'Unique within a namespace.'), format: 'name' },
  ],
  cells: (event, now) => [
    lastSeen(event, now),
    textAt(event, 'type'),
    textAt(event, 'reason'),
    objectOf(event),
    textAt(event, 'involvedObject.fieldPath'),
    sourceOf(event),
    textAt(event, 'message').trim(),
    firstSeen(event, now),
    countOf(event),
    event.metadata.name,
  ],
};

function firstSeen(event: StoredObject, now: number): string {
  return since(event, textAt(event, 'firstTimestamp') === '' ? 'eventTime' : 'firstTimestamp', now);
}

function lastSeen(event: StoredObject, now: number): string {
  if (numberAt(event, 'series.count') !== undefined) return since(event, 'series.lastObservedTime', now);
  return textAt(event, 'lastTimestamp') === '' ? firstSeen(event, now) : since(event, 'lastTimestamp', now);
}

function objectOf(event: StoredObject): string {
  const kind = textAt(event, 'involvedObject.kind').toLowerCase();
  const name = textAt(event, 'involvedObject.name');
  return name === '' ? kind : `${kind}/${name}`;
}

function sourceOf(event: StoredObject): string {
  const component = textAt(event, 'source.component') || textAt(event, 'reportingComponent');
  const host = textAt(event, 'source.host') || textAt(event, 'reportingInstance');
  return host === '' ? component : `${component}, ${host}`;
}

/** A single event of the newer API has no count. */
function countOf(event: StoredObject): number {
  return numberAt(event, 'series.count') ?? (numberAt(event, 'count') || 1);
}
