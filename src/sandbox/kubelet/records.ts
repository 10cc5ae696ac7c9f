/** What the kubelet knows of a pod on its node: the containers, what became of them, and what it has of the network. */
import type { Fields } from '../api/fields.ts';

/** How a run of a container ended. Times in milliseconds since the epoch. */
export interface Terminated {
  readonly exitCode: number;
  readonly reason: string;
  readonly message?: string;
  readonly startedMs: number | undefined;
  readonly finishedMs: number | undefined;
  /** '' where none was made. */
  readonly containerID: string;
}

/** What a container does. */
export type ContainerState =
  | { readonly is: 'waiting'; readonly reason: string; readonly message?: string }
  | { readonly is: 'running'; readonly startedMs: number; readonly containerID: string }
  | ({ readonly is: 'terminated' } & Terminated);

/** `init`: before the others, to its end; `sidecar`: before the others, and on; `main`; `ephemeral`: added to the pod while it runs. */
export type ContainerRole = 'init' | 'sidecar' | 'main' | 'ephemeral';

/** A container of a pod. */
export interface ContainerRecord {
  readonly name: string;
  readonly role: ContainerRole;
  /** From the pod's spec. */
  readonly spec: Fields;
  state: ContainerState;
  lastState: Terminated | undefined;
  restarts: number;
  /** Known once the image is there. */
  image: { readonly name: string; readonly id: string } | undefined;
  isStarted: boolean;
  isReady: boolean;
}

/** A pod on a node. */
export interface PodRecord {
  readonly containers: readonly ContainerRecord[];
  /** Those added while it runs, which decide about nothing. */
  readonly ephemeral: ContainerRecord[];
  readonly startMs: number;
  readonly hostIP: string;
  /** Told from when the first container was started. */
  podIP: string | undefined;
  isSandboxReady: boolean;
  /** The kubelet itself has ended the pod: its deadline. */
  failure: { readonly reason: string; readonly message: string } | undefined;
  /** The generation that was acted upon. */
  generation: number;
}

/** Containers of some roles. */
export function withRole(
  { containers }: Pick<PodRecord, 'containers'>,
  ...roles: readonly ContainerRole[]
): readonly ContainerRecord[] {
  return containers.filter(({ role }) => roles.includes(role));
}

/** Whether a container has ended well. */
export function hasSucceeded({ state }: Pick<ContainerRecord, 'state'>): boolean {
  return state.is === 'terminated' && state.exitCode === 0;
}
