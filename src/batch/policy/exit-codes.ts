/** Which exit codes of which containers the rules of a podFailurePolicy match, before any pod has failed. */
import type { JobSpec, OnExitCodes, PodFailurePolicyRule } from '../objects.ts';

/** An exit code of a container. */
export interface ContainerExit {
  readonly container: string;
  readonly code: number;
}

/** The containers whose exit codes are looked at, in that order: regular ones before init containers. */
export function judgedContainers({ template }: Pick<JobSpec, 'template'>): readonly string[] {
  return [...template.containers, ...template.initContainers].map(({ name }) => name);
}

/**
 * Every exit that could matter to these rules: all codes that Linux has, and those beside them that a rule names; never 0, which is no failure. Codes that people
 * use come first.
 */
export function possibleExits(spec: Pick<JobSpec, 'template' | 'podFailurePolicy'>): readonly ContainerExit[] {
  const named = (spec.podFailurePolicy ?? []).flatMap(({ onExitCodes }) => onExitCodes?.values ?? []);
  const codes = [...new Set([...USUAL, ...LINUX_CODES, ...named])].filter((code) => code !== 0);
  return judgedContainers(spec).flatMap((container) => codes.map((code) => ({ container, code })));
}

/** Whether a rule matches a pod of which this one container has failed. */
export function matchesExit({ onExitCodes }: PodFailurePolicyRule, { container, code }: ContainerExit): boolean {
  if (!onExitCodes || code === 0) return false;
  const { containerName, operator, values } = onExitCodes;
  if (containerName !== undefined && containerName !== container) return false;
  return matchesCode({ operator, values }, code);
}

function matchesCode({ operator, values }: Pick<OnExitCodes, 'operator' | 'values'>, code: number): boolean {
  const listed = values.includes(code);
  return (operator === 'In' && listed) || (operator === 'NotIn' && !listed);
}

/** A general error, misuse, and what people choose. */
const USUAL: readonly number[] = [1, 2, 3, 42];

const LINUX_CODES: readonly number[] = Array.from({ length: 255 }, (_, i) => i + 1);
