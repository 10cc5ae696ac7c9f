/** What `drill restore` writes. */
import { counted } from '../../batch/counted.ts';
import type { DrillMark } from '../../batch/drain/node-mark.ts';
import type { HeldNode, RestoredNode } from '../../operations/drill/restore.ts';
import { commandLine } from '../shell.ts';
import { isStructured, type OutputFormat, renderStructured } from '../structured.ts';
import { plain } from '../text.ts';

/** What would be undone; ends with a newline. */
export function heldText(held: readonly HeldNode[]): string {
  if (held.length === 0) return 'No node is held by a drill.\n';
  return held
    .map((node) => lines(node.node, [...node.left.map((mark) => `left by ${markText(mark)}`), ...workingText(node)]))
    .join('');
}

/** The question that asks for consent. */
export function restoreQuestion(held: readonly HeldNode[]): string {
  return `Restore ${counted(held.filter(isDue).length, 'node')}?`;
}

/** Whether there is anything to undo on a node. */
export function isDue({ left, working }: HeldNode): boolean {
  return left.length > 0 || working.length === 0;
}

/** What became of a node. */
export function restoredText({ node, undo, working, wasCordoned }: RestoredNode): string {
  switch (undo?.kind) {
    case undefined:
      return lines(node, workingText({ working, node }));
    case 'untouched':
      return lines(node, ['nothing to undo: somebody else did']);
    case 'uncordoned':
      return lines(node, ['uncordoned']);
    case 'left-cordoned':
      return lines(node, [
        wasCordoned ? 'stays cordoned: it was before the drill' : 'stays cordoned: another drill still holds it',
      ]);
    case 'failed':
      return lines(node, [`could not be restored: ${undo.message}`, commandLine(undo.command)]);
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

function workingText({ working, node }: Pick<HeldNode, 'working' | 'node'>): readonly string[] {
  if (working.length === 0) return [];
  const command = commandLine(['kubectl', 'job', 'drill', 'restore', node, '--force']);
  return working.map(
    (mark) => `held by ${markText(mark)}, which may run until ${mark.until}; if it does not: ${command}`,
  );
}

function lines(node: string, texts: readonly string[]): string {
  return texts.map((text) => `${plain(`node/${node} ${text}`)}\n`).join('');
}
