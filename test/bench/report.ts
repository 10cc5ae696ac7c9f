/** Figures as a table for people. */
import { type Figure, isMet, type Runtime } from './figure.ts';

/** A line a figure; what is not as it must be stands out. */
export function report(figures: readonly Figure[], runtime: Runtime): string {
  const rows = figures.map((figure) => cells(figure, runtime));
  const all = [HEADERS, ...rows];
  const widths = HEADERS.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map(
      (row) =>
        `${row
          .map((cell, i) => cell.padEnd(widths[i] ?? 0))
          .join('   ')
          .trimEnd()}\n`,
    )
    .join('');
}

const HEADERS: readonly string[] = ['MEASURE', 'VALUE', 'MUST', 'AIM', 'EXECUTABLE', 'FROM', ''];

function cells(figure: Figure, runtime: Runtime): readonly string[] {
  const { name, unit, from, limits } = figure;
  const shown = (value: number | undefined) =>
    value === undefined ? '' : unit === '×' ? `${value.toFixed(2)}×` : `${value.toFixed(0)} ${unit}`;
  const own = limits?.[runtime];
  const executable = runtime === 'executable' ? '' : shown(limits?.executable.must);
  const verdict = isMet(figure, runtime) ? '' : 'TOO MUCH';
  return [name, shown(figure.value), shown(own?.must), shown(own?.aim), executable, from, verdict];
}
