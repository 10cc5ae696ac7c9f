/** Figures as the README shows them. */
import { type Figure, isMet, type Limits, type Runtime } from './figure.ts';

/** What the figures are worth something with: where and when they were taken. */
export interface Circumstances {
  readonly runtime: Runtime;
  /** The processor's own name. */
  readonly processor: string;
  readonly processors: number;
  readonly kubectlVersion: string;
  readonly rounds: number;
  readonly date: Date;
}

/** A paragraph on the circumstances, a table of what is held against kubectl, a table of the rest. */
export function readmePart(figures: readonly Figure[], circumstances: Circumstances): string {
  const rows = Map.groupBy(figures, ({ name }) => splitName(name).what);
  const compared = [...rows].filter(([, of]) => of.some(({ name }) => splitName(name).column === 'CPU'));
  const others = [...rows].filter(([what]) => !compared.some(([other]) => other === what)).flatMap(([, of]) => of);
  const { runtime } = circumstances;
  const cells = ([what, of]: readonly [string, readonly Figure[]]) => {
    const cell = (column: Column) => of.find(({ name }) => splitName(name).column === column);
    const [cpu, wall, memory] = [cell('CPU'), cell('wall clock'), cell('memory')];
    const texts = [cpu, wall, memory].map((figure) => shown(figure, runtime));
    return [what, ...texts, limit(cpu?.limits ?? wall?.limits, runtime, '×')];
  };
  return [
    paragraph(circumstances),
    table(['', 'processor time', 'wall clock', 'memory', 'must be'], compared.map(cells)),
    table(
      ['', '', 'must be'],
      others.map((figure) => [figure.name, shown(figure, runtime), limit(figure.limits, runtime, figure.unit)]),
    ),
  ].join('\n\n');
}

type Column = 'CPU' | 'wall clock' | 'memory';

/** `list: CPU` is the column CPU of the row list. */
function splitName(name: string): { readonly what: string; readonly column: Column | undefined } {
  const [, what, column] = /^(.*): (CPU|wall clock|memory)$/.exec(name) ?? [];
  return column === 'CPU' || column === 'wall clock' || column === 'memory'
    ? { what: what ?? '', column }
    : { what: name, column: undefined };
}

function paragraph({ runtime, processor, processors, kubectlVersion, rounds, date }: Circumstances): string {
  const day = date.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
  const what = runtime === 'executable' ? 'The executable' : 'The build on Node';
  return `${what} beside kubectl ${kubectlVersion}: medians of ${rounds} runs in turns, on ${processors} × ${processor.trim()}, ${day}.`;
}

function shown(figure: Figure | undefined, runtime: Runtime): string {
  if (!figure) return '';
  const { value, unit, from } = figure;
  const text = unit === '×' ? `${value.toFixed(2)}× (${from})` : `${value.toFixed(0)} ${unit}`;
  return isMet(figure, runtime) ? text : `**${text}**`;
}

function limit(limits: Limits | undefined, runtime: Runtime, unit: Figure['unit']): string {
  if (!limits) return '';
  const { must } = limits[runtime];
  return unit === '×' ? `≤ ${must}×` : `≤ ${must} ${unit}`;
}

function table(headers: readonly string[], rows: readonly (readonly string[])[]): string {
  return [headers, headers.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
