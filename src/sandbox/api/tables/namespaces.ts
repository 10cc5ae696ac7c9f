/** `kubectl get namespaces`. */

import { textAt } from '../fields.ts';
import { age } from './cells.ts';
import { AGE, NAME, type Printer, text } from './column.ts';

/** NAME STATUS AGE */
export const namespaces: Printer = {
  columns: [NAME, text('Status', 'The status of the namespace'), AGE],
  cells: (namespace, now) => [namespace.metadata.name, textAt(namespace, 'status.phase'), age(namespace, now)],
};
