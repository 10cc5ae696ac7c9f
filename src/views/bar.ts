/** A bar of progress, one line high. */
import type { Page } from './page.ts';

/**
 * `cells` characters wide. Only a full fraction fills the bar, and only 0 leaves it empty: a bar that looks done is done.
 * Fractions outside 0..1 are taken as 0 or 1.
 */
export function bar(fraction: number, cells: number, page: Page): string {
  const [full, empty] = page.unicode ? ['█', '░'] : ['#', '.'];
  const filled = filledCells(fraction, cells);
  return full.repeat(filled) + empty.repeat(cells - filled);
}

function filledCells(fraction: number, cells: number): number {
  if (!(fraction > 0) || cells < 1) return 0;
  if (fraction >= 1) return cells;
  return Math.min(Math.max(1, Math.floor(fraction * cells)), cells - 1);
}
