/** The controllers of a cluster that lives. */
import type { StartController } from './controller.ts';
import { startCronJobController } from './cron/cron-job-controller.ts';
import { startDisruptionController } from './disruption-controller.ts';
import { startEndpointSliceController } from './endpoints/endpoint-slice-controller.ts';
import { startGarbageCollector } from './garbage/garbage-collector.ts';
import { startJobController } from './job/job-controller.ts';
import { namespaceController } from './namespace-controller.ts';
import { startNodeIpam } from './nodes/node-ipam.ts';
import { startNodeLifecycle } from './nodes/node-lifecycle.ts';
import { startTaintEviction } from './nodes/taint-eviction.ts';
import { startPodCollector } from './pod-collector.ts';
import { startQuotaController } from './quota-controller.ts';
import { startScheduler } from './scheduler/scheduler.ts';
import { startTtlController } from './ttl-controller.ts';

/** All of them, in the order in which they see a change. `certificateAuthority` is the API server's, PEM. */
export function allControllers(certificateAuthority: string): readonly StartController[] {
  return [
    namespaceController(certificateAuthority),
    startQuotaController,
    startDisruptionController,
    startJobController,
    startCronJobController,
    startScheduler,
    startEndpointSliceController,
    startGarbageCollector,
    startTtlController,
    startPodCollector,
    startNodeIpam,
    startNodeLifecycle,
    startTaintEviction,
  ];
}
