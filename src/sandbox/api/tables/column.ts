/** The shapes of a printer. */

import type { StoredObject } from '../../store.ts';

/** What stands in a cell. */
export type Cell = string | number | boolean;

/** A column; those of priority 1 are for `-o wide`. */
export interface Column {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'boolean';
  readonly format?: string;
  readonly description: string;
  readonly priority?: number;
}

/** A row as a Table has it, without its object. */
export interface Row {
  readonly cells: readonly Cell[];
  readonly conditions?: readonly RowCondition[];
}

/** A condition of a row: kubectl and dashboards tell ended pods by it. */
export interface RowCondition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

/** How objects of one resource are printed. */
export interface Printer {
  readonly columns: readonly Column[];
  /** One cell for each column. */
  readonly cells: (object: StoredObject, now: number) => readonly Cell[];
  readonly conditions?: (object: StoredObject) => readonly RowCondition[];
}

/** The first column of nearly every table. */
export const NAME: Column = { name: 'Name', type: 'string', format: 'name', description: 'Unique within a namespace.' };

/** The column of ages. */
export const AGE: Column = text('Age', 'Time since the object was created.');

/** A column of text. */
export function text(name: string, description: string): Column {
  return { name, type: 'string', description };
}

/** A column of text for `-o wide`. */
export function wide(name: string, description: string): Column {
  return { name, type: 'string', description, priority: 1 };
}
