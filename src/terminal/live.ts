/** Text that is redrawn in place. */
import { sanitise } from './sanitise.ts';

/** A part of the screen that shows one text at a time. */
export interface LiveArea {
  /** Shows a text instead of the one before. */
  show(text: string): void;
  /** Leaves the last text standing, whole also where the screen was too small for it, and lets go of the screen. */
  done(): Promise<void>;
}

/** What a live area writes to when it cannot redraw. */
interface PlainOutput {
  write(text: string): Promise<void>;
}

/** A terminal as far as it is drawn on. Some tell no size, or 0. */
export type Screen = NodeJS.WritableStream & {
  readonly rows?: number | undefined;
  readonly columns?: number | undefined;
};

/** On a terminal (`screen`), redraws; else (`screen` undefined) writes each text that differs from the last. */
export function liveArea(
  out: PlainOutput,
  screen: (NodeJS.WritableStream & { readonly rows?: number | undefined }) | undefined,
): LiveArea {
  return screen ? redrawn(screen) : appended(out);
}

function appended(out: PlainOutput): LiveArea {
  let last: string | undefined;
  let written = Promise.resolve();
  return {
    show(text) {
      if (text === last) return;
      last = text;
      written = written.then(() => out.write(withNewline(text)));
    },
    done: () => written,
  };
}

/** log-update hides the cursor of the stream it is given, but gives back that of standard error. */
export const SHOW_CURSOR = '\x1b[?25h';

/** log-update is loaded when the first text is shown; until then the newest text waits. */
function redrawn(screen: Screen): LiveArea {
  let latest: string | undefined;
  let ready: Promise<void> | undefined;
  let update: ((text: string) => void) | undefined;
  let finish = () => {};
  const load = async () => {
    const { createLogUpdate } = await import('log-update');
    const log = createLogUpdate(sized(screen));
    finish = () => {
      log.clear();
      log.done();
      screen.write(withNewline(sanitise(latest ?? '')) + SHOW_CURSOR);
    };
    update = (text) => log(fitted(sanitise(text), rowsOf(screen)));
    if (latest !== undefined) update(latest);
  };
  return {
    show(text) {
      latest = text;
      if (update) return update(text);
      ready ??= load();
    },
    async done() {
      await ready;
      finish();
    },
  };
}

/** The same screen with a size: some that do not know theirs say 0, on which log-update shows nothing and ora clears lines without end. */
export function sized(screen: Screen): NodeJS.WritableStream {
  const size = { rows: { get: () => rowsOf(screen) }, columns: { get: () => screen.columns || 80 } };
  return Object.create(screen, size);
}

/** How many lines a screen has; 24 where it does not say. */
export function rowsOf(screen: Screen): number {
  return screen.rows || 24;
}

/** The first lines that fit the screen, and a last one that says how many do not: what stands on top matters most. */
export function fitted(text: string, rows: number): string {
  const lines = text.replace(/\n$/, '').split('\n');
  if (lines.length < rows) return lines.join('\n');
  const shown = Math.max(1, rows - 2);
  return [...lines.slice(0, shown), `(${lines.length - shown} more lines)`].join('\n');
}

function withNewline(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}
