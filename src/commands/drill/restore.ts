import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { ClusterCommand } from '../../cli/cluster-command.ts';
import type { Session } from '../../cli/compose.ts';
import { consent, yesFlag } from '../../cli/consent.ts';
import { drillFlags, positiveTimeout, thisProcess } from '../../cli/drill-flags.ts';
import { exitCodeOf } from '../../cli/exit-codes.ts';
import { outputFlag, outputFormat, type PlainFormat } from '../../cli/output-flags.ts';
import { naming } from '../../cli/target.ts';
import { type HeldNode, heldNodes, type RestoredNode, restoreNodes } from '../../operations/drill/restore.ts';
import { ask, canAsk } from '../../terminal/question.ts';
import { heldText, restoredText, restoreOutput, restoreQuestion } from '../../views/drill/restore.ts';
import { isStructured, type OutputFormat } from '../../views/structured.ts';

const FORMATS: readonly PlainFormat[] = ['json', 'yaml'];

/** `kubectl job drill restore`: what drills that were killed have left on nodes. */
export default class DrillRestore extends ClusterCommand {
  static override summary = 'Undo what drills that were killed have left on nodes.';
  static override description =
    'Finds the nodes that a drill holds (annotation kubectl-job/drill) though it is gone: its process has ended, or its time has passed. Takes the annotation off and uncordons the node, unless it was cordoned before the drill, or another drill still holds it. A drill on another machine whose time has not passed may still be at work: --force takes it for gone. An annotation that no drill has written is told; --force takes it off, too, and leaves the node as it is.';
  static override examples = [
    '<%= config.bin %> drill restore --dry-run                  # what is left, and by whom',
    '<%= config.bin %> drill restore --yes',
    '<%= config.bin %> drill restore node-3 --force --yes       # whatever holds this node',
  ];
  static override args = {
    node: naming(Args.string({ description: 'Nodes; all where none is named.', multiple: true, ignoreStdin: true }), [
      'nodes',
    ]),
  };
  static override flags = {
    force: Flags.boolean({ summary: 'Take drills that may still be at work for gone.' }),
    ...yesFlag,
    'dry-run': Flags.boolean({ summary: 'Print what would be undone, and change nothing.' }),
    'undo-timeout': drillFlags['undo-timeout'],
    output: outputFlag(FORMATS),
  };

  async run(): Promise<number> {
    const { args, flags } = await this.parse(DrillRestore);
    const format = outputFormat(flags.output, FORMATS);
    const undoMs = positiveTimeout(flags['undo-timeout'], '--undo-timeout');
    const session = await this.open(flags);
    const names = [args.node ?? []].flat().map((name) => name.replace(/^nodes?\//, ''));
    const { isAlive } = thisProcess();
    const held = await heldNodes(session.cluster, { names, force: flags.force === true, isAlive }, session.call);
    if (flags['dry-run'] || held.length === 0) return tell(session, held, format);
    if (held.some(({ isDue }) => isDue)) await this.#consent(session, held, flags.yes);
    return restore(session, { held, undoMs }, format);
  }

  async #consent({ terminal, call }: Session, held: readonly HeldNode[], yes: boolean): Promise<void> {
    if (!yes) await terminal.err.write(heldText(held));
    await consent(restoreQuestion(held), { yes, canAsk, ask: (question) => ask(question, call.signal) });
  }
}

async function tell({ terminal }: Session, held: readonly HeldNode[], format: OutputFormat): Promise<number> {
  await terminal.out.write(isStructured(format) ? await restoreOutput(held, format) : heldText(held));
  return exitCodeOf('ok');
}

async function restore(
  { cluster, terminal, call }: Session,
  { held, undoMs }: { readonly held: readonly HeldNode[]; readonly undoMs: number },
  format: OutputFormat,
): Promise<number> {
  const restored: RestoredNode[] = [];
  for await (const node of restoreNodes(cluster, held, { undoMs, call })) {
    restored.push(node);
    if (!isStructured(format)) await terminal.out.write(restoredText(node));
  }
  await terminal.out.write(await restoreOutput(restored, format));
  call.signal.throwIfAborted();
  return exitCodeOf(restored.some(({ undo }) => undo?.kind === 'failed') ? 'error' : 'ok');
}
