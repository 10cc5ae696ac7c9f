/** Whether a Service that is there already, in a manifest or in a cluster, will do for a Job's peers, and what it lacks. */
import { type Fields, fieldAt, listAt, textAt } from '../field-at.ts';
import type { StringMap } from '../objects.ts';
import type { Edit } from './edits.ts';
import { peerServiceOf, selectionOf } from './headless.ts';
import type { Draft } from './peer-plan.ts';

/** What becomes of a Service that is there. */
export type HeadlessPlan =
  | { readonly kind: 'mend'; readonly edits: readonly Edit[] }
  /** It belongs to another object, and goes with it. */
  | { readonly kind: 'owned'; readonly owner: string }
  /** It has an address of its own, which cannot be taken from it. */
  | { readonly kind: 'not-headless'; readonly clusterIP: string }
  /** It is for other pods. */
  | { readonly kind: 'selects-others'; readonly missing: StringMap };

/** Holds a Service against the one that is wanted. `podLabels` are those of the Job's pods, `jobUid` is that of the Job where it exists. */
export function planHeadless(
  service: Fields,
  wanted: Draft,
  { podLabels, jobUid }: { readonly podLabels: StringMap; readonly jobUid: string | undefined },
): HeadlessPlan {
  const { owners, clusterIP, type, selector } = peerServiceOf(service);
  const other = owners.find(({ uid }) => uid !== jobUid);
  if (other) return { kind: 'owned', owner: `${other.kind} ${other.name}` };
  if (type === 'ExternalName' || (clusterIP !== '' && clusterIP !== 'None')) {
    return { kind: 'not-headless', clusterIP: clusterIP || type };
  }
  const selection = selectionOf(peerServiceOf(service), podLabels);
  if (selection.kind === 'others') return { kind: 'selects-others', missing: selection.missing };
  if (selection.kind === 'one-index') return { kind: 'selects-others', missing: selector };
  const set = (field: string, value: Edit['value']): Edit => ({ kind: 'set', path: ['spec', field], value });
  const edits: (Edit | false)[] = [
    clusterIP === '' && set('clusterIP', 'None'),
    fieldAt(service, 'spec.publishNotReadyAddresses') === undefined && set('publishNotReadyAddresses', true),
    selection.kind === 'no-selector' && set('selector', { ...selectorOf(wanted) }),
  ];
  return { kind: 'mend', edits: [...edits.filter((edit) => edit !== false), ...portEdits(service, wanted)] };
}

function selectorOf(wanted: Draft): StringMap {
  return peerServiceOf(wanted).selector;
}

/** Ports by their names; one that is there keeps its number. A Service of more than one port needs names for all, so that an unnamed one stays alone. */
function portEdits(service: Fields, wanted: Draft): readonly Edit[] {
  const has = listAt(service, 'spec.ports');
  const isThere = (port: { readonly name: string; readonly port: number }) =>
    has.some((one) => textAt(one, 'name') === port.name || one.port === port.port);
  return peerServiceOf(wanted)
    .ports.filter((port) => !isThere(port))
    .map((port) => ({ kind: 'append', path: ['spec', 'ports'], value: { ...port } }));
}
