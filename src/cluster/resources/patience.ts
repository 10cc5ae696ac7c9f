import { pause, type Timing } from '../transport/timing.ts';
import type { Send } from './pages.ts';

/** client-go asks at most this often (rest/request.go). */
const MOST_TRIES = 10;

/** A server that wants to be left alone for longer is not waited for: the user should hear of it. */
const LONGEST_WAIT_SECONDS = 60;

/** Asks again, as client-go does, when a server that is too busy (429, 5xx) says when to come back (`Retry-After`). */
export function patiently(send: Send, timing: Timing): Send {
  return async (request) => {
    for (let tries = 1; ; tries += 1) {
      const answer = await send(request);
      const isBusy = answer.code === 429 || answer.code >= 500;
      const seconds = Number(answer.headers['retry-after']);
      const isWorthIt = isBusy && seconds > 0 && seconds <= LONGEST_WAIT_SECONDS && tries < MOST_TRIES;
      if (!isWorthIt) return answer;
      answer.discard();
      await pause(seconds * 1000, timing, request.signal);
    }
  };
}
