/** Tables: what `kubectl get` prints, made on the server (Kubernetes 1.36, pkg/printers/internalversion/printers.go). */

import type { StoredObject } from '../../store.ts';
import type { Resource } from '../resources.ts';
import type { Cell, Column, Printer, Row } from './column.ts';
import { cronJobs } from './cronjobs.ts';
import { endpointSlices } from './endpointslices.ts';
import { events } from './events.ts';
import { generic } from './generic.ts';
import { jobs } from './jobs.ts';
import { namespaces } from './namespaces.ts';
import { nodes } from './nodes.ts';
import { OTHER_PRINTERS } from './others.ts';
import { pods } from './pods.ts';
import { resourceQuotas, serviceAccounts } from './quotas.ts';
import { services } from './services.ts';

/** A Table's columns and rows, as meta.k8s.io/v1 has them. */
export interface Table {
  readonly columnDefinitions: readonly Required<Column>[];
  readonly rows: readonly Row[];
}

/** The table of some objects; ages are counted to `now`, in milliseconds since the epoch. */
export function tableOf(resource: Resource, objects: readonly StoredObject[], now: number): Table {
  const printer = PRINTERS[resource.plural] ?? generic;
  return {
    columnDefinitions: printer.columns.map((column) => ({ format: '', priority: 0, ...column })),
    rows: objects.map((object) => {
      const conditions = printer.conditions?.(object) ?? [];
      const cells: readonly Cell[] = printer.cells(object, now);
      return conditions.length === 0 ? { cells } : { cells, conditions };
    }),
  };
}

const PRINTERS: Readonly<Record<string, Printer>> = {
  ...OTHER_PRINTERS,
  cronjobs: cronJobs,
  endpointslices: endpointSlices,
  events,
  jobs,
  namespaces,
  nodes,
  pods,
  resourcequotas: resourceQuotas,
  serviceaccounts: serviceAccounts,
  services,
};
