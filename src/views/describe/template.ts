/** The pod template: a line or two a container, or the whole as YAML. */
import type { ContainerTemplate } from '../../batch/objects.ts';
import type { JobDescription } from '../../operations/describe-result.ts';
import { pairs } from '../pairs.ts';
import { commandLine } from '../shell.ts';
import { renderStructured } from '../structured.ts';
import { plain } from '../text.ts';
import { rowsWithText } from './rows.ts';
import { phrases, type Sheet, section, wrap } from './sheet.ts';

/** Name, image, resources and command of each container, under what holds for all of them. */
export function template({ job }: JobDescription, sheet: Sheet): string {
  const { containers, initContainers, ...pod } = job.spec.template;
  const about = phrases(
    `restartPolicy ${pod.restartPolicy}`,
    setting('serviceAccountName', pod.serviceAccountName),
    setting('subdomain', pod.subdomain),
    setting('nodeSelector', pairs(pod.nodeSelector).join(',')),
    setting('terminationGracePeriodSeconds', unlessDefault(pod.terminationGracePeriodSeconds)),
  );
  const rows = [
    ...initContainers.map((container) => row(container, true, sheet)),
    ...containers.map((container) => row(container, false, sheet)),
  ];
  const lines = wrap(plain(about), 2, sheet).map((line) => `  ${line}\n`);
  return section('Template', lines.join('') + rowsWithText(rows, sheet), sheet);
}

/** `spec.template` as the server sent it. */
export async function wholeTemplate({ job }: JobDescription, sheet: Sheet): Promise<string> {
  const { spec } = job.source;
  const whole = typeof spec === 'object' && spec !== null && 'template' in spec ? spec.template : undefined;
  const yaml = await renderStructured(typeof whole === 'object' && whole !== null ? whole : {}, { kind: 'yaml' });
  return section('Template', yaml.replace(/^(?=.)/gm, '  '), sheet);
}

function row(container: ContainerTemplate, init: boolean, sheet: Sheet): readonly string[] {
  const role = !init ? '' : container.restartPolicy === 'Always' ? ' (sidecar)' : ' (init)';
  const resources = phrases(
    setting('requests', pairs(container.requests).join(',')),
    setting('limits', pairs(container.limits).join(',')),
  );
  return [plain(container.name) + role, plain(container.image), plain(resources), commandText(container, sheet)];
}

function unlessDefault(graceSeconds: number | undefined): number | undefined {
  return graceSeconds === 30 ? undefined : graceSeconds;
}

function setting(name: string, value: string | number | undefined): string {
  return value === undefined || value === '' ? '' : `${name} ${value}`;
}

/** Longer commands are scripts, which a line shows no better than their beginning. */
const LONGEST_COMMAND = 300;

/** One line as one would type it, but for its line breaks, which are marked; on a terminal no longer than one can take in. */
function commandText({ command, args }: ContainerTemplate, { page }: Sheet): string {
  const text = plain(commandLine([...command, ...args].map(onOneLine)));
  if (page.width === undefined || text.length <= LONGEST_COMMAND) return text;
  return `${text.slice(0, LONGEST_COMMAND).replace(/[\ud800-\udbff]$/, '')}… (--template shows it whole)`;
}

function onOneLine(word: string): string {
  return word.trimEnd().replace(/[ \t]*\r?\n\s*/g, ' ⏎ ');
}
