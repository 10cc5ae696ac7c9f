/** What a node offers its pods, and what a pod's containers need of the pod. */
import type { Clock } from '../clock.ts';
import type { ClusterWriter } from '../cluster-writer.ts';
import type { DirectoryNode } from '../containers/files/inodes.ts';
import type { Tools } from '../containers/processes/system.ts';
import type { ForeignRun } from '../containers/programs/unknown.ts';
import type { Random } from '../random.ts';
import type { PodOverride } from '../scenario/pod-override.ts';
import type { Store, StoredObject } from '../store.ts';
import type { DnsMemory } from './dns-memory.ts';
import type { PodSource } from './environment.ts';
import type { Said } from './pod-events.ts';
import type { PodLogs } from './pod-logs.ts';
import type { ContainerRecord, PodRecord } from './records.ts';
import type { HostPaths } from './volumes.ts';

/** A node with its kubelet. */
export interface NodeServices {
  readonly node: string;
  readonly hostIP: string;
  readonly clock: Clock;
  readonly store: Store;
  readonly writer: ClusterWriter;
  readonly logs: PodLogs;
  readonly tools: Tools;
  readonly hostPaths: HostPaths;
  /** The cluster's, whatever the node. */
  readonly dns: DnsMemory;
  /** What programs come to that cannot run here. */
  readonly foreign: ForeignRun;
  /** Whether nobody hears of the node. */
  isSilent(): boolean;
  /** Chance that belongs to one pod, whatever others do. */
  chanceOf(uid: string): Random;
  /** What the scenario says about a pod. */
  overrideFor(pod: StoredObject): PodOverride | undefined;
  /** An address for a pod. */
  takeAddress(life: PodLife): string;
  releaseAddress(address: string): void;
  /** The pod that has an address and has not ended. */
  podAt(address: string): StoredObject | undefined;
  /** Nothing of the pod is left on the node. */
  finished(uid: string): void;
  /** Whether an image was pulled before. */
  hasImage(reference: string): boolean;
  keepImage(reference: string): void;
}

/** A pod, as its containers see it. */
export interface PodLife {
  readonly services: NodeServices;
  readonly pod: StoredObject;
  readonly record: PodRecord;
  readonly random: Random;
  readonly override: PodOverride | undefined;
  readonly volumes: ReadonlyMap<string, DirectoryNode>;
  readonly address: string;
  readonly restartPolicy: string;
  /** Nothing is started any more. */
  readonly isEnding: boolean;
  after(ms: number, action: () => void): () => void;
  pause(ms: number): Promise<void>;
  say(said: Said, container?: ContainerRecord): void;
  report(): void;
  reportSoon(): void;
  /** Its first container has started, or waits for something. */
  setUp(): void;
  source(): PodSource;
}
