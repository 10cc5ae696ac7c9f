/** Any resource without a printer of its own: name and age. */

import { age } from './cells.ts';
import { AGE, NAME, type Printer } from './column.ts';

/** NAME AGE */
export const generic: Printer = {
  columns: [NAME, AGE],
  cells: (object, now) => [object.metadata.name, age(object, now)],
};
