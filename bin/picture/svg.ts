/** A terminal window as SVG. Each piece of a line is told its place and width, so that columns stand in any monospaced font. */
import { type Span, spansOf } from './ansi.ts';

const CELL = { width: 8.4, height: 18, size: 14 } as const;
const MARGIN = { side: 16, top: 40, bottom: 16 } as const;
const GROUND = '#161b22';
const INK = '#d7dde4';

/** Readable on the ground above. */
const INKS: Readonly<Record<string, string>> = {
  black: '#6e7681',
  red: '#ff7b72',
  green: '#56d364',
  yellow: '#e3b341',
  blue: '#79c0ff',
  magenta: '#d2a8ff',
  cyan: '#56d4dd',
  white: '#ffffff',
};

/** The picture of a text with colour codes; as wide as `columns`, as high as it has lines. */
export function terminalSvg(
  text: string,
  { columns, title }: { readonly columns: number; readonly title: string },
): string {
  const lines = spansOf(text.replace(/\n$/, ''));
  const width = Math.round(columns * CELL.width) + 2 * MARGIN.side;
  const height = lines.length * CELL.height + MARGIN.top + MARGIN.bottom;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" rx="8" fill="${GROUND}"/>`,
    ...['#ff5f57', '#febc2e', '#28c840'].map(
      (fill, i) => `<circle cx="${20 + i * 18}" cy="18" r="5.5" fill="${fill}"/>`,
    ),
    `<g font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="${CELL.size}" fill="${INK}">`,
    ...lines.flatMap((spans, row) => spans.flatMap((span) => spanSvg(span, row))),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

/** Blanks are left out: there is nothing to see of them. */
function spanSvg(span: Span, row: number): readonly string[] {
  const text = span.text.trim();
  if (text === '' && !span.inverse) return [];
  const shown = span.inverse ? span.text : text;
  const column =
    span.column + (span.inverse ? 0 : Array.from(span.text).length - Array.from(span.text.trimStart()).length);
  const x = round(MARGIN.side + column * CELL.width);
  const length = round(Array.from(shown).length * CELL.width);
  const y = MARGIN.top + row * CELL.height + CELL.size;
  const ink = (span.colour && INKS[span.colour]) ?? INK;
  const look = [
    span.inverse ? `fill="${GROUND}"` : span.colour ? `fill="${ink}"` : '',
    span.bold ? 'font-weight="bold"' : '',
    span.dim ? 'opacity="0.6"' : '',
  ].filter((attribute) => attribute !== '');
  const back = `<rect x="${x}" y="${y - CELL.size}" width="${length}" height="${CELL.height}" fill="${ink}"/>`;
  const attributes = [`x="${x}"`, `y="${y}"`, `textLength="${length}"`, 'lengthAdjust="spacingAndGlyphs"', ...look];
  const body = `<text ${attributes.join(' ')} xml:space="preserve">${escaped(shown)}</text>`;
  return span.inverse ? [back, body] : [body];
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
