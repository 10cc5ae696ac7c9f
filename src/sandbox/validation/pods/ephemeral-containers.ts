/** What may be added to a pod that runs (Kubernetes 1.36, pkg/apis/core/validation, `ValidatePodEphemeralContainersUpdate`). */
import { isDeepStrictEqual } from 'node:util';
import { type Fields, listAt, textAt } from '../../api/fields.ts';
import { duplicate, type FieldErrors, forbidden, invalidEach, notFound, required, when } from '../field-errors.ts';
import { dnsLabel } from '../metadata/names.ts';

/** Containers for debugging are added; those that are there stay as they are. */
export function validateEphemeralContainers(pod: Fields, old: Fields): FieldErrors {
  const [wanted, before] = [listAt(pod, PATH), listAt(old, PATH)];
  return [...wanted.flatMap((container, at) => addedErrors(container, pod, at)), ...keptErrors(wanted, before)];
}

const PATH = 'spec.ephemeralContainers';

/** What belongs to containers that are there from the beginning. */
const NEVER = ['ports', 'livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle', 'resources', 'resizePolicy'];

function addedErrors(container: Fields, pod: Fields, at: number): FieldErrors {
  const path = `${PATH}[${at}]`;
  const name = textAt(container, 'name');
  const target = textAt(container, 'targetContainerName');
  const others = ['spec.containers', 'spec.initContainers'].flatMap((list) => listAt(pod, list));
  const names = [...others, ...listAt(pod, PATH).slice(0, at)].map((other) => textAt(other, 'name'));
  const isSet = (field: string) => container[field] !== undefined && !isDeepStrictEqual(container[field], {});
  return [
    ...(name === '' ? [required(`${path}.name`)] : invalidEach(`${path}.name`, name, dnsLabel(name))),
    ...when(name !== '' && names.includes(name), duplicate(`${path}.name`, name)),
    ...when(textAt(container, 'image') === '', required(`${path}.image`)),
    ...NEVER.filter(isSet).map((field) => forbidden(`${path}.${field}`, 'cannot be set for an Ephemeral Container')),
    ...when(
      target !== '' && !others.some((other) => textAt(other, 'name') === target),
      notFound(`${path}.targetContainerName`, target),
    ),
  ];
}

function keptErrors(wanted: readonly Fields[], before: readonly Fields[]): FieldErrors {
  return before.flatMap((old) => {
    const name = textAt(old, 'name');
    const now = wanted.find((container) => textAt(container, 'name') === name);
    const how = now ? 'changed' : 'removed';
    const isKept = now !== undefined && isDeepStrictEqual(now, old);
    return when(!isKept, forbidden(PATH, `existing ephemeral containers ${JSON.stringify(name)} may not be ${how}\n`));
  });
}
