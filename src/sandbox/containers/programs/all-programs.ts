/** The programs that are our own; text tools are just-bash's. */
import { date } from './date.ts';
import { head } from './head.ts';
import { ls } from './list.ts';
import { perl } from './perl.ts';
import type { Program } from './program.ts';
import { REACHING } from './reaching.ts';
import { rm } from './remove.ts';
import { seq } from './seq.ts';
import { shell } from './shells.ts';
import { cat, tail, tee, yes } from './streaming.ts';
import { TELLING } from './telling.ts';
import { env, init, pause, sleep, time, timeout, usleep, wrapper, xargs } from './waiting.ts';

let known: ReadonlyMap<string, Program> | undefined;

/** All of them, by name. */
export function ownPrograms(): ReadonlyMap<string, Program> {
  known ??= new Map(
    Object.entries({
      ...{
        sleep,
        pause,
        usleep,
        timeout,
        env,
        xargs,
        time,
        nohup: wrapper,
        nice: wrapper,
        setsid: wrapper,
        tini: init,
        'dumb-init': init,
      },
      ...{ sh: shell, bash: shell, ash: shell, dash: shell, cat, tee, head, seq, tail, yes, date, perl, rm, ls },
      ...TELLING,
      ...REACHING,
    }),
  );
  return known;
}
