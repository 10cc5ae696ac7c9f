/** Resources that a recording of Jobs may hold beside those that it is about. */

import type { StoredObject } from '../../store.ts';
import { fieldAt, numberAt, textAt } from '../fields.ts';
import { age } from './cells.ts';
import { AGE, type Cell, type Column, NAME, type Printer, text } from './column.ts';

/** By plural name. */
export const OTHER_PRINTERS: Readonly<Record<string, Printer>> = {
  configmaps: named([text('Data', 'How many entries it has.')], (map) => [
    entries(map, 'data') + entries(map, 'binaryData'),
  ]),
  leases: named([text('Holder', 'Who holds it.')], (lease) => [textAt(lease, 'spec.holderIdentity')]),
  poddisruptionbudgets: named(
    [
      text('Min Available', 'The minimum number of pods that must be available.'),
      text('Max Unavailable', 'The maximum number of pods that may be unavailable.'),
      { name: 'Allowed Disruptions', type: 'integer', description: 'How many pods may be disrupted now.' },
    ],
    (budget) => [
      orNotAvailable(budget, 'spec.minAvailable'),
      orNotAvailable(budget, 'spec.maxUnavailable'),
      numberAt(budget, 'status.disruptionsAllowed') ?? 0,
    ],
  ),
  runtimeclasses: named([text('Handler', 'What the node’s runtime calls it.')], (one) => [textAt(one, 'handler')]),
  secrets: named([text('Type', 'What it is for.'), text('Data', 'How many entries it has.')], (secret) => [
    textAt(secret, 'type'),
    entries(secret, 'data'),
  ]),
};

/** NAME, some columns, AGE */
function named(columns: readonly Column[], cells: (object: StoredObject) => readonly Cell[]): Printer {
  return {
    columns: [NAME, ...columns, AGE],
    cells: (object, now) => [object.metadata.name, ...cells(object), age(object, now)],
  };
}

function entries(object: StoredObject, path: string): number {
  return Object.keys(fieldAt(object, path) ?? {}).length;
}

/** A count or a percentage. */
function orNotAvailable(object: StoredObject, path: string): string {
  return String(fieldAt(object, path) ?? 'N/A');
}
