/** What `drill drain` writes: steps and notices to standard error while it lasts, the result to standard output. */

import { humanDuration } from '../../batch/durations.ts';
import type { DrainPlan, DrillResult, DrillUpdate } from '../../operations/drill/drain/request.ts';
import type { Page } from '../page.ts';
import { commandLine } from '../shell.ts';
import { isStructured, type OutputFormat, renderStructured } from '../structured.ts';
import { plain } from '../text.ts';
import { drillObject } from './drain-json.ts';
import { planText } from './drain-plan.ts';
import { drainResultText, stepLine } from './drain-result.ts';
import { planObject } from './plan-json.ts';

export { planText } from './drain-plan.ts';

/** A piece of output: for standard output, for standard error to keep, or what takes the place of the last progress. */
export interface DrillPiece {
  readonly kind: 'result' | 'notice' | 'progress';
  readonly text: string;
}

/** How to write. */
export interface DrillView {
  readonly format: OutputFormat;
  readonly page: () => Page;
  /** Whether progress can take the place of the progress before; else each step is a line. */
  readonly redraws: boolean;
  readonly single: boolean;
}

/** The plan, as it is shown before anything is done: with `-o` as an object. */
export async function planOutput(plan: DrainPlan, format: OutputFormat): Promise<string> {
  return isStructured(format) ? renderStructured(planObject(plan), format) : planText(plan);
}

/** A function from updates to what to write of them, in turn. It throws `TemplateError`. */
export function drillOutput(view: DrillView): (update: DrillUpdate) => Promise<readonly DrillPiece[]> {
  const refused = new Set<string>();
  let isAway = false;
  return async (update) => {
    switch (update.kind) {
      case 'step':
        return [stepPiece(stepLine(update.step, update.zeroAt), view)];
      case 'waiting':
        return view.redraws ? [{ kind: 'progress', text: waitingText(update) }] : [];
      case 'refused-eviction': {
        if (refused.has(`${update.pod} ${update.message}`)) return [];
        refused.add(`${update.pod} ${update.message}`);
        const again = `asked again every ${humanDuration(update.retryInMs)} until time is up`;
        return noted(`pod/${update.pod} cannot be evicted: ${update.message.replace(/\.$/, '')}; ${again}`);
      }
      case 'not-evicted':
        return noted(`pod/${update.pod} is not evicted: ${update.message}`);
      case 'letting-go':
        return noted(
          `letting go of node ${update.node}; if you do not wait for it, this does: ${commandLine(update.command)}`,
        );
      case 'interrupted': {
        const isNew = !isAway;
        isAway = true;
        return isNew ? noted(`connection lost: ${update.message}; the drill goes on`) : [];
      }
      case 'restored':
        isAway = false;
        return noted('connected again');
      case 'not-undone':
        return noted(
          `error: the node could not be let go of: ${update.undo.message}`,
          commandLine(update.undo.command),
        );
      case 'stopped':
        return noted(`no further drill: ${update.refusal.reason}`);
      case 'round':
        return noted(
          `drill ${update.round} of ${update.of}: pod ${update.plan.chosen.metadata.name} on node ${update.plan.node}`,
        );
      case 'ended':
        return isStructured(view.format)
          ? []
          : [{ kind: 'result', text: await drainResultText(update.result, view.page()) }];
    }
  };
}

/** All drills as one object, for a structured format; empty for text, which has been written. */
export async function drillsOutput(
  results: readonly DrillResult[],
  { format, single, stopped }: DrillView & { readonly stopped: string | undefined },
): Promise<string> {
  return isStructured(format) ? renderStructured(drillObject(results, { single, stopped }), format) : '';
}

function waitingText({ waitsFor, seconds }: DrillUpdate & { readonly kind: 'waiting' }): string {
  const since = humanDuration(Math.max(0, seconds) * 1000);
  switch (waitsFor) {
    case 'eviction':
      return `waiting for the eviction, ${since}`;
    case 'gone':
      return `waiting for all evicted pods to be gone from the node, ${since} after the eviction`;
    case 'end':
      return `waiting for the pod to end, ${since} after its eviction`;
    case 'count':
      return `waiting for the controller to count the pod, ${since} after its eviction`;
    case 'replacement':
      return `waiting for a replacement that runs, ${since} after the eviction`;
  }
}

function stepPiece(line: string, { redraws }: DrillView): DrillPiece {
  return redraws ? { kind: 'progress', text: line } : { kind: 'notice', text: `${line}\n` };
}

function noted(...lines: readonly string[]): readonly DrillPiece[] {
  return [{ kind: 'notice', text: lines.map((line) => `${plain(line)}\n`).join('') }];
}
