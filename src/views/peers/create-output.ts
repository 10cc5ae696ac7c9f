/** `peers create` in the format that was asked for. */
import type { Job } from '../../batch/objects.ts';
import { isFinished } from '../../batch/outcome.ts';
import type { RecreateEvent } from '../../operations/peers/recreate.ts';
import { isStructured, type OutputFormat, renderStructured } from '../structured.ts';
import { plain } from '../text.ts';
import { eventLine, objectWord } from './create.ts';

/** Takes what happens, and knows what to write of it. */
export interface Collected {
  /** What to write of an event now. */
  take(event: RecreateEvent): readonly Line[];
  /** What structured output has, once all has happened; empty in the formats for people. Throws `TemplateError`. */
  structured(): Promise<string>;
  /** Nothing was left for somebody to mend. */
  isWhole(): boolean;
  recreateQuestion(old: Job, how: 'wait' | 'suspend'): string;
}

/** Text, and the stream that it is for. */
export interface Line {
  readonly to: 'out' | 'err';
  readonly text: string;
}

/** What is being done. */
export interface Doing {
  readonly objects: { readonly namespace: string; readonly job: Readonly<Record<string, unknown>> };
}

/** Begins to take events. */
export function collector(
  { objects }: Doing,
  { format, dryRun }: { readonly format: OutputFormat; readonly dryRun: 'none' | 'client' | 'server' },
): Collected {
  const { namespace } = objects;
  const job = String(Reflect.get(Object(objects.job.metadata), 'name'));
  const results: object[] = [];
  let left = 0;
  return {
    take(event) {
      if (event.kind === 'left') left += 1;
      const line = eventLine(event, job, { namespace, dryRun });
      if (event.kind !== 'done') return line ? [line] : [];
      if (event.result) results.push(event.result);
      const warnings = event.warnings.map((text): Line => ({ to: 'err', text: `Warning: ${plain(text)}\n` }));
      if (format.kind === 'name') return [...warnings, { to: 'out', text: `${objectWord(event.object)}\n` }];
      return isStructured(format) || !line ? warnings : [...warnings, line];
    },
    structured: async () =>
      isStructured(format) ? renderStructured({ apiVersion: 'v1', kind: 'List', items: results }, format) : '',
    isWhole: () => left === 0,
    recreateQuestion: (old, how) => recreateQuestion(old, how, namespace),
  };
}

function recreateQuestion(old: Job, how: 'wait' | 'suspend', namespace: string): string {
  const name = `job.batch/${plain(old.metadata.name)}`;
  const place = `in namespace ${plain(namespace)}`;
  if (isFinished(old)) return `Delete ${name} ${place} with its pods and their logs, and create it anew?`;
  const first = how === 'suspend' ? 'Suspend' : 'Wait until it has finished, delete';
  return how === 'suspend'
    ? `${first} and delete ${name} ${place}, which is running, with its pods and their logs, and create it anew?`
    : `${first} ${name} ${place} with its pods and their logs, and create it anew?`;
}

/** The manifest of a Job that is gone and could not be made anew, for whoever has to do it by hand. */
export async function lostText(manifest: Readonly<Record<string, unknown>>): Promise<string> {
  const yaml = await renderStructured(manifest, { kind: 'yaml' });
  return `The old Job is gone, and the new one could not be created. This is its manifest:\n---\n${yaml}---\n`;
}
