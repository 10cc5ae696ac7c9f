/** A line that says what is being done, while it lasts. */
import { type Screen, sized } from './live.ts';
import { sanitise } from './sanitise.ts';

/** A spinner with a text. */
export interface ProgressLine {
  update(text: string): void;
  /** Takes the line off the screen. */
  stop(): void;
}

/** What is over sooner than this needs no spinner. */
const PATIENCE_MS = 400;

/** Spins on `screen` until stopped; without one (a pipe) nothing is shown. ora is loaded only when it is really shown. */
export function progressLine(
  text: string,
  screen: Screen | undefined,
  env: Readonly<Record<string, string | undefined>>,
): ProgressLine {
  if (!screen || env.CI) return { update() {}, stop() {} };
  let current = sanitise(text);
  let stopped = false;
  let spinner: { text: string; stop(): unknown } | undefined;
  const begin = async () => {
    const { default: ora } = await import('ora');
    if (stopped) return;
    // ora would look at the process's own environment; whether to spin has been decided already.
    spinner = ora({ text: current, stream: sized(screen), discardStdin: false, isEnabled: true }).start();
  };
  const timer = setTimeout(begin, PATIENCE_MS);
  timer.unref();
  return {
    update(next) {
      current = sanitise(next);
      if (spinner) spinner.text = current;
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      spinner?.stop();
    },
  };
}
