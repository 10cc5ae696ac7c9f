/** Colours and weights, which are nothing but the text itself where the page has no colour. */
import { styleText } from 'node:util';
import type { JobState } from '../batch/outcome.ts';
import type { Page } from './page.ts';

/** Paints a text that is already `plain()`. */
export type Paint = (text: string) => string;

/** What a view may paint with. */
export interface Style {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly green: Paint;
  readonly red: Paint;
  readonly yellow: Paint;
  readonly cyan: Paint;
  readonly blue: Paint;
  readonly magenta: Paint;
  readonly inverse: Paint;
}

/** The style of a page: identity functions when it has no colour. */
export function styleFor(page: Page): Style {
  return page.colour ? COLOURED : UNCOLOURED;
}

/** The one colour of a Job's state wherever it is shown. */
export function stateStyle(style: Style, state: JobState): Paint {
  switch (state) {
    case 'complete':
    case 'succeeding':
      return style.green;
    case 'failed':
    case 'failing':
      return style.red;
    case 'backing-off':
    case 'terminating':
      return style.yellow;
    case 'suspended':
      return style.dim;
    case 'running':
    case 'resuming':
      return style.cyan;
  }
}

const COLOURED: Style = {
  bold: paint('bold'),
  dim: paint('dim'),
  green: paint('green'),
  red: paint('red'),
  yellow: paint('yellow'),
  cyan: paint('cyan'),
  blue: paint('blue'),
  magenta: paint('magenta'),
  inverse: paint('inverse'),
};

const same: Paint = (text) => text;

const UNCOLOURED: Style = {
  bold: same,
  dim: same,
  green: same,
  red: same,
  yellow: same,
  cyan: same,
  blue: same,
  magenta: same,
  inverse: same,
};

function paint(format: keyof Style): Paint {
  return (text) => (text === '' ? '' : styleText(format, text, { validateStream: false }));
}
