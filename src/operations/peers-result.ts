/** What `peers` finds out about a Job's pods and their names. */
import type { Job } from '../batch/objects.ts';
import type { PeerFinding, ServiceFacts } from '../batch/peers/peer-findings.ts';
import type { PeerJob } from '../batch/peers/peer-job.ts';
import type { Absent, Peer } from '../batch/peers/peer-pods.ts';

/** The peers of one Job at one moment. */
export interface JobPeers {
  readonly job: Job;
  readonly peerJob: PeerJob;
  readonly service: ServiceFacts;
  /** Whether EndpointSlices could be read: else nobody knows what is published. */
  readonly slicesRead: boolean;
  readonly peers: readonly Peer[];
  readonly absent: Absent;
  readonly findings: readonly PeerFinding[];
  readonly clusterDomain: string;
}

/** What happened since the update before, of a watch. */
export interface PeersUpdate {
  readonly peers: JobPeers;
  /** The Job has finished, or is gone: nothing will change any more. */
  readonly isLast: boolean;
  readonly isGone: boolean;
  /** Why nothing can be heard of the cluster at the moment; undefined while all is well. */
  readonly trouble: { readonly error: Error; readonly retryInMs: number } | undefined;
}
