/** `kubectl get pods`. */

import type { StoredObject } from '../../store.ts';
import { textAt } from '../fields.ts';
import { age, orNone } from './cells.ts';
import { AGE, NAME, type Printer, type RowCondition, text, wide } from './column.ts';
import { podCounts, podIp, readinessGates, restartsText } from './pod-counts.ts';
import { podReason } from './pod-reason.ts';

/** NAME READY STATUS RESTARTS AGE, wide: IP NODE NOMINATED NODE READINESS GATES */
export const pods: Printer = {
  columns: [
    NAME,
    text('Ready', 'The aggregate readiness state of this pod for accepting traffic.'),
    text('Status', 'The aggregate status of the containers in this pod.'),
    text('Restarts', 'How often the containers were restarted, and when last.'),
    AGE,
    wide('IP', "The pod's address."),
    wide('Node', 'Where the pod is scheduled.'),
    wide('Nominated Node', 'Where the pod makes room for itself.'),
    wide('Readiness Gates', 'Conditions beside its containers that make it ready.'),
  ],
  cells: (pod, now) => {
    const counts = podCounts(pod);
    return [
      pod.metadata.name,
      `${counts.ready}/${counts.total}`,
      podReason(pod),
      restartsText(counts, now),
      age(pod, now),
      orNone(podIp(pod)),
      orNone(textAt(pod, 'spec.nodeName')),
      orNone(textAt(pod, 'status.nominatedNodeName')),
      readinessGates(pod),
    ];
  },
  conditions: rowConditions,
};

function rowConditions(pod: StoredObject): readonly RowCondition[] {
  switch (textAt(pod, 'status.phase')) {
    case 'Succeeded':
      return [ended('Succeeded', 'The pod has completed successfully.')];
    case 'Failed':
      return [ended('Failed', 'The pod failed.')];
    default:
      return [];
  }
}

function ended(reason: string, message: string): RowCondition {
  return { type: 'Completed', status: 'True', reason, message };
}
