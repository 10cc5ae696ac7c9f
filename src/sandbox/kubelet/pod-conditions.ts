/** A pod's conditions (Kubernetes 1.36, pkg/kubelet/status/generate.go). */
import type { Fields } from '../api/fields.ts';
import { isInitialized, type Phase } from './phase.ts';
import { type ContainerRecord, type PodRecord, withRole } from './records.ts';

interface Finding {
  readonly type: string;
  readonly isTrue: boolean;
  readonly reason?: string;
  readonly message?: string;
}

/** The conditions of a pod whose containers amount to `phase`. Those that others have set stay, before the kubelet's. */
export function podConditions(
  before: readonly Fields[],
  { record, phase, now }: { readonly record: PodRecord; readonly phase: Phase; readonly now: string },
): readonly Fields[] {
  const findings = [
    sandboxReady(record),
    initialized(record, phase),
    ready('Ready', record, phase),
    ready('ContainersReady', record, phase),
  ];
  const own = new Set([...findings.map(({ type }) => type), 'PodScheduled']);
  const scheduled = before.find(({ type }) => type === 'PodScheduled') ?? {
    type: 'PodScheduled',
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: now,
  };
  return [
    ...before.filter(({ type }) => !own.has(String(type))),
    ...findings.map((finding) => written(finding, { before, generation: record.generation, now })),
    ordered({ ...scheduled, observedGeneration: record.generation }),
  ];
}

function written(
  { type, isTrue, reason, message }: Finding,
  {
    before,
    generation,
    now,
  }: { readonly before: readonly Fields[]; readonly generation: number; readonly now: string },
): Fields {
  const status = isTrue ? 'True' : 'False';
  const known = before.find((condition) => condition.type === type);
  // The end of a pod turns its readiness over once more, even where it was not ready before.
  const isTurned = known?.status !== status || (type !== 'Initialized' && isEnd(reason) && known.reason !== reason);
  const lastTransitionTime = isTurned ? now : known.lastTransitionTime;
  return {
    type,
    observedGeneration: generation,
    status,
    lastProbeTime: null,
    lastTransitionTime,
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
  };
}

function isEnd(reason: string | undefined): boolean {
  return reason === 'PodFailed' || reason === 'PodCompleted';
}

function ordered({ type, observedGeneration, ...rest }: Fields): Fields {
  return { type, observedGeneration, ...rest };
}

function sandboxReady({ isSandboxReady }: PodRecord): Finding {
  return { type: 'PodReadyToStartContainers', isTrue: isSandboxReady };
}

function initialized(record: PodRecord, phase: Phase): Finding {
  const type = 'Initialized';
  if (phase === 'Succeeded') return { type, isTrue: true, reason: 'PodCompleted' };
  const hasBegun = withRole(record, 'main').some(
    ({ state, lastState }) => state.is === 'running' || state.is === 'terminated' || lastState,
  );
  const incomplete = hasBegun
    ? []
    : withRole(record, 'init', 'sidecar').filter((container) => !isInitialized(container));
  if (incomplete.length === 0) return { type, isTrue: true };
  return {
    type,
    isTrue: false,
    reason: 'ContainersNotInitialized',
    message: `containers with incomplete status: [${names(incomplete)}]`,
  };
}

function ready(type: string, record: PodRecord, phase: Phase): Finding {
  if (phase === 'Succeeded') return { type, isTrue: false, reason: 'PodCompleted' };
  if (phase === 'Failed') return { type, isTrue: false, reason: 'PodFailed' };
  const unready = withRole(record, 'sidecar', 'main').filter(({ isReady }) => !isReady);
  if (unready.length === 0) return { type, isTrue: true };
  return {
    type,
    isTrue: false,
    reason: 'ContainersNotReady',
    message: `containers with unready status: [${names(unready)}]`,
  };
}

function names(containers: readonly ContainerRecord[]): string {
  return containers.map(({ name }) => name).join(' ');
}
