/** What kubectl printed, without what depends on when it was called: ages, and the widths of columns that follow them. */

/** `kubectl get` tables as rows of cells, ages masked. The DURATION of a Job runs on until it is Complete, so until then it is an age. */
export function maskedTables(text: string): readonly (readonly string[])[] {
  return text
    .trimEnd()
    .split('\n\n')
    .flatMap((block) => {
      const [header = '', ...lines] = block.split('\n');
      const columns = columnsOf(header);
      return [columns.map(({ name }) => name), ...lines.map((line) => maskedRow(line, columns))];
    });
}

/** `kubectl describe` as lines, the table of events as rows of cells, ages masked. */
export function maskedDescription(text: string): readonly (string | readonly string[])[] {
  const lines = text.trimEnd().split('\n');
  const start = lines.findIndex((line) => line.startsWith('Events:')) + 1;
  const [header = '', , ...events] = start === 0 ? [] : lines.slice(start);
  const columns = columnsOf(header);
  return [...lines.slice(0, start || lines.length), ...events.map((line) => maskedRow(line, columns))];
}

/** Every age in a table, in seconds, in the order printed. */
export function agesIn(text: string): readonly number[] {
  return [...text.matchAll(/(?<= |\()(?:\d+[smhd])+(?= )/g)].map(([age]) => secondsOfAge(age));
}

/** The seconds of an age as kubectl prints it: `72s`, `2m4s`, `3h`. What it leaves out is not counted. */
export function secondsOfAge(age: string): number {
  return [...age.matchAll(/(\d+)([smhd])/g)].reduce(
    (sum, [, amount, unit = '']) => sum + Number(amount) * (UNITS[unit] ?? 0),
    0,
  );
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

interface Column {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Columns begin where their heading does; headings hold single spaces at most. */
function columnsOf(header: string): readonly Column[] {
  const heads = [...header.matchAll(/\S+(?: \S+)*/g)];
  return heads.map((head, i) => ({
    name: head[0],
    from: head.index,
    to: heads[i + 1]?.index ?? Number.POSITIVE_INFINITY,
  }));
}

function maskedRow(line: string, columns: readonly Column[]): readonly string[] {
  const cells = columns.map(({ name, from, to }) => ({ name, cell: line.slice(from, to).trim() }));
  const complete = cells.some(({ name, cell }) => name === 'STATUS' && cell === 'Complete');
  return columns.length === 0 ? [line] : cells.map(({ name, cell }) => maskedCell(name, cell, complete));
}

const AGE = /\b\d+[smhdy](?:\d+[smhdy])?\b/g;

function maskedCell(name: string, cell: string, complete: boolean): string {
  const isAge = name === 'AGE' || name === 'Age' || name === 'RESTARTS' || (name === 'DURATION' && !complete);
  return isAge ? cell.replace(AGE, 'AGE') : cell;
}
