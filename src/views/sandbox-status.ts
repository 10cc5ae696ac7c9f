/** `sandbox status`: the embedded clusters that run. */
import { humanDuration } from '../batch/durations.ts';
import type { Page } from './page.ts';
import { isStructured, type OutputFormat, renderStructured } from './structured.ts';
import { table } from './table.ts';
import { plain } from './text.ts';

/** One that runs, and what it says of itself. */
export interface ShownSandbox {
  readonly kubeconfig: string;
  readonly said: Readonly<Record<string, unknown>>;
}

/** A line each, or as data. */
export async function sandboxStatus(
  sandboxes: readonly ShownSandbox[],
  { format, page }: { readonly format: OutputFormat; readonly page: Page },
): Promise<string> {
  if (isStructured(format)) {
    return renderStructured({ items: sandboxes.map(({ kubeconfig, said }) => ({ kubeconfig, ...said })) }, format);
  }
  if (format.kind === 'name') return sandboxes.map(({ kubeconfig }) => `${plain(kubeconfig)}\n`).join('');
  if (sandboxes.length === 0) return '';
  return table(sandboxes.map(rowOf), page, { headers: HEADERS, droppable: [7, 2, 3] });
}

const HEADERS = ['KUBECONFIG', 'KIND', 'SPEED', 'TIME', 'NODES', 'JOBS', 'PODS', 'FAULTS', 'AGE'];

function rowOf({ kubeconfig, said }: ShownSandbox): readonly string[] {
  const text = (field: string) => plain(String(said[field] ?? '-'));
  const faults = Array.isArray(said.faults) ? said.faults.map(faultText) : [];
  return [
    ...[plain(kubeconfig), text('kind'), text('speed'), text('time'), text('nodes'), text('jobs'), text('pods')],
    faults.length > 0 ? faults.join(', ') : '<none>',
    humanDuration(Number(said.upSeconds ?? 0) * 1000),
  ];
}

function faultText(fault: unknown): string {
  const { kind, code } = { kind: '', code: '', ...Object(fault) };
  return plain(`${kind}${code === '' ? '' : ` ${code}`}`);
}
