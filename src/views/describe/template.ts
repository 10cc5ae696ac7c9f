/** The pod template: a line or two a container, or the whole as YAML. */
import type { ContainerTemplate, StringMap } from '../../batch/objects.ts';
import type { JobDescription } from '../../operations/describe-result.ts';
import { renderStructured } from '../structured.ts';
import { plain } from '../text.ts';
import { phrases, rowsWithText, type Sheet, section, wrap } from './sheet.ts';

/** Name, image, command and resources of each container, under what holds for all of them. */
export function template({ job }: JobDescription, sheet: Sheet): string {
  const { containers, initContainers, ...pod } = job.spec.template;
  const about = phrases(
    `restartPolicy ${pod.restartPolicy}`,
    setting('serviceAccountName', pod.serviceAccountName),
    setting('subdomain', pod.subdomain),
    setting('nodeSelector', pairs(pod.nodeSelector)),
    setting('terminationGracePeriodSeconds', pod.terminationGracePeriodSeconds),
  );
  const rows = [
    ...initContainers.map((container) => row(container, true)),
    ...containers.map((container) => row(container, false)),
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

function row(container: ContainerTemplate, init: boolean): readonly string[] {
  const role = !init ? '' : container.restartPolicy === 'Always' ? ' (sidecar)' : ' (init)';
  const resources = phrases(setting('requests', pairs(container.requests)), setting('limits', pairs(container.limits)));
  const command = [...container.command, ...container.args].map(quoted).join(' ');
  return [plain(container.name) + role, plain(container.image), plain(resources), plain(command)];
}

function setting(name: string, value: string | number | undefined): string {
  return value === undefined || value === '' ? '' : `${name} ${value}`;
}

function pairs(map: StringMap): string {
  return Object.entries(map)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}

/** A word as one would type it in a shell; line breaks and tabs as bash's `$'…'` has them. */
function quoted(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  if (!/[\n\t]/.test(word)) return `'${word.replaceAll("'", "'\\''")}'`;
  const escaped = word.replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\t', '\\t');
  return `$'${escaped}'`;
}
