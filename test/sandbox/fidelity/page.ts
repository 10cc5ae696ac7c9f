/** `src/sandbox/FIDELITY.md`: what is compared, what differs and why, and what is not simulated. */
import type { Difference } from './compare.ts';
import { reasonFor } from './reasons.ts';

/** The page. */
export function fidelityPage(names: readonly string[], differences: readonly Difference[]): string {
  const differing = new Set(differences.map(({ recording }) => recording));
  const same = names.filter((name) => !differing.has(name));
  return [
    '# How faithful the embedded cluster is',
    '',
    'This page is made by `test/sandbox/fidelity.test.ts` (`UPDATE_GOLDEN=1` writes it anew), which fails when it is not true.',
    '',
    'The test takes each recording of a real Kubernetes 1.36.2 cluster in `test/recordings/`, applies its manifest to the embedded cluster with the',
    'real kubectl, does what people did in the recording at the same times (found in the recording itself: suspensions, status patches, labels',
    'and conditions put on pods, evictions, deletions, cordons, lost nodes), lets containers start and their ends be told as late as they were and',
    'images be missing that were, and compares:',
    '',
    '- the conditions that each Job goes through, in their order, with the pods counted and still to be counted at that moment, and its last status whole;',
    '- whether its status ever showed active and terminating pods, uncounted ones, no start time;',
    "- a Job's first pod as it is made, field by field;",
    '- every pod by index: phase, exit codes and reasons of its containers, restarts, DisruptionTarget, whether it was deleted;',
    '- every event by object, type and reason: how many, and all that was said;',
    '- what `kubectl get jobs,pods -o wide` and `kubectl describe jobs` print, line by line.',
    '',
    'Masked are ages and times, random ends of names, uids, addresses of pods, which node a pod is on, and how long and how large a pull was.',
    '`FIDELITY_RECORDINGS=folder npx vitest run --project node test/sandbox/fidelity.test.ts` does the same with other recordings.',
    '',
    `Without any difference: ${same.join(', ')}.`,
    '',
    '| recording | what | the real cluster | the embedded one | why |',
    '|---|---|---|---|---|',
    ...differences.map(row),
    '',
    ...NOT_SIMULATED,
  ].join('\n');
}

/** The differences as text, for whoever looks for their reasons. */
export function listed(differences: readonly Difference[]): string {
  return differences
    .map(
      ({ recording, what, recorded, simulated }) =>
        `${recording}: ${what}\n  real      ${recorded}\n  simulated ${simulated}`,
    )
    .join('\n');
}

function row(difference: Difference): string {
  const { recording, what, recorded, simulated } = difference;
  return `| ${[recording, what, recorded, simulated, reasonFor(difference) ?? '?'].map(cell).join(' | ')} |`;
}

const LONGEST = 200;

function cell(text: string): string {
  const flat = text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', ' ');
  return flat.length <= LONGEST ? flat : `${flat.slice(0, LONGEST)}…`;
}

const NOT_SIMULATED = [
  '## What controllers do here, and what they leave out',
  '',
  '| controller | left out, and what comes of it |',
  '|---|---|',
  "| scheduler | Scores for images on nodes, and of pods that run already for one that comes, are not counted; with more than 100 nodes all are looked at: this changes which of the possible nodes a pod gets, never which are possible. Nothing is preempted: there are no priority classes but the system's own. A pod that waits is tried again when something changes, not every five minutes as well. Claims of volumes are not served: a pod that names one waits for ever, as on a real cluster without that claim. |",
  '| node lifecycle | There are no heartbeats: a node is lost when it is said to be (`sandbox fault`, a scenario), and given up 50 s later. The taint that evicts comes 5 s after the one that keeps pods away, without the rate limits of large zones. |',
  '| endpoint slices | IPv4 alone; no topology hints; the older Endpoints are not served. |',
  '| garbage collection | What is owned by a kind that is not served stays. |',
  '| pod garbage collection | Looks when there is something to be found, not every 20 s; the out-of-service taint is not looked at. |',
  '| CronJob | With `--speed max` time leaps from start to start, as fast as the machine can. |',
  '| Job | One worker; conflicts and lost watches do not happen, so nothing is expected and waited for. |',
  '| kubelet | Every image can be pulled, but for those whose name says that it is not there; what runs is what a shell and everyday tools can do (docs/scenarios.md), and nothing listens: a probe of a port succeeds where the container declares the port. Users and modes of files are shown, not kept to. Nothing is evicted for what it holds on disk, whatever ephemeral storage it asked for. Memory is what variables and processes of a shell hold. A pod that is deleted while it waits for its sandbox never starts. The `resources.limits.memory: 9007199254740988Ki` that a 1.36 kubelet tells of some pods without limits is not told. NFS and other volumes from elsewhere are empty directories; `hostNetwork` and `hostPID` change nothing. |',
  '',
];
