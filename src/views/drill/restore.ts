/** What `drill restore` writes. */
import { counted } from '../../batch/counted.ts';
import { type DrillMark, NODE_MARK } from '../../batch/drain/node-mark.ts';
import type { UndoOutcome } from '../../operations/drill/drain/request.ts';
import type { HeldNode, RestoredNode } from '../../operations/drill/restore.ts';
import { commandLine } from '../shell.ts';
import { isStructured, type OutputFormat, renderStructured } from '../structured.ts';
import { plain } from '../text.ts';

/** What would be undone; ends with a newline. */
export function heldText(held: readonly HeldNode[]): string {
  if (held.length === 0) return 'No node is held by a drill.\n';
  return held
    .map((node) => lines(node.node, [...node.left.map((mark) => `left by ${markText(mark)}`), ...heldTexts(node)]))
    .join('');
}

/** The question that asks for consent. */
export function restoreQuestion(held: readonly HeldNode[]): string {
  return `Restore ${counted(held.filter(({ isDue }) => isDue).length, 'node')}?`;
}

/** What became of a node. */
export function restoredText(restored: RestoredNode): string {
  const { node, undo } = restored;
  switch (undo?.kind) {
    case undefined:
      return lines(node, heldTexts(restored));
    case 'untouched':
      return lines(node, ['nothing to undo: somebody else did']);
    case 'uncordoned':
      return lines(node, ['uncordoned']);
    case 'left-cordoned':
      return lines(node, [`stays cordoned: ${cordonedText(undo.why, node)}`]);
    case 'failed':
      return lines(node, [`could not be restored: ${undo.message}`, commandLine(undo.command)]);
  }
}

function cordonedText(why: (UndoOutcome & { readonly kind: 'left-cordoned' })['why'], node: string): string {
  switch (why) {
    case 'before':
      return 'it was before the drill';
    case 'other-drill':
      return 'another drill still holds it';
    case 'unknown':
      return `nobody knows whether it was before; ${commandLine(['kubectl', 'uncordon', node])} makes it schedulable`;
  }
}

/** All of it as one object (`JobDrillRestore`, kubectl-job/v1). */
export async function restoreOutput(
  nodes: readonly (HeldNode | RestoredNode)[],
  format: OutputFormat,
): Promise<string> {
  if (!isStructured(format)) return '';
  return renderStructured({ apiVersion: 'kubectl-job/v1', kind: 'JobDrillRestore', items: nodes }, format);
}

function markText({ job, since, host, pid }: DrillMark): string {
  return `a drill of job/${job}, begun ${since}${host === '' ? '' : ` by process ${pid} on ${host}`}`;
}

/** Who may still be at work there, and what to do if nobody is. */
function heldTexts({ working, node, isReadable, isCordoned }: HeldNode): readonly string[] {
  const command = commandLine(['kubectl', 'job', 'drill', 'restore', node, '--force']);
  if (!isReadable) {
    const state = isCordoned ? 'is cordoned, and ' : '';
    return [`${state}has an annotation ${NODE_MARK} that no drill has written; this takes it off: ${command}`];
  }
  return working.map(
    (mark) => `held by ${markText(mark)}, which may run until ${mark.until}; if it does not: ${command}`,
  );
}

function lines(node: string, texts: readonly string[]): string {
  return texts.map((text) => `${plain(`node/${node} ${text}`)}\n`).join('');
}
