/** Rows that say how things stand, while it lasts. */
import { fitted, rowsOf, type Screen, SHOW_CURSOR, sized } from './live.ts';
import type { ProgressLine } from './progress.ts';
import { sanitise } from './sanitise.ts';

/** Draws on `screen` until stopped; without one (a pipe) nothing is shown. log-update is loaded only when it is really shown. */
export function progressRows(
  text: string,
  screen: Screen | undefined,
  env: Readonly<Record<string, string | undefined>>,
): ProgressLine {
  if (!screen || env.CI) return { update() {}, stop() {} };
  let current = text;
  let stopped = false;
  let draw: (() => void) | undefined;
  let clear = () => {};
  const begin = async () => {
    const { createLogUpdate } = await import('log-update');
    if (stopped) return;
    const log = createLogUpdate(sized(screen));
    draw = () => log(fitted(sanitise(current), rowsOf(screen)));
    clear = () => {
      log.clear();
      log.done();
      screen.write(SHOW_CURSOR);
    };
    draw();
  };
  void begin();
  return {
    update(next) {
      current = next;
      draw?.();
    },
    stop() {
      stopped = true;
      clear();
    },
  };
}
