import type { Call, PodLogRequest, PodLogs } from '../port.ts';
import { failureOf } from '../transport/read-answer.ts';
import type { Timing } from '../transport/timing.ts';
import type { Transport } from '../transport/transport.ts';
import { patiently } from './patience.ts';
import { objectPath, PODS } from './resource-kind.ts';

/** The logs of containers on a server. */
export function podLogs(transport: Transport, timing: Timing): PodLogs {
  const send = patiently((request) => transport.send(request), timing);
  return {
    async *open(request: PodLogRequest, call: Call) {
      const answer = await send({
        path: `${objectPath(PODS, request.namespace, request.pod)}/log`,
        query: queryOf(request),
        signal: call.signal,
        // As kubectl has it: a log is text, a failure is JSON.
        accept: 'application/json, */*',
        endless: true,
        silenceMs: request.follow ? FOLLOWED_SILENCE_MS : SILENCE_MS,
      });
      const isPage = /html/.test(answer.headers['content-type'] ?? '');
      if (answer.code !== 200 || isPage) throw await failureOf(answer, transport.server);
      yield* answer.body;
    },
  };
}

/** A log that is read has its next piece at hand. */
const SILENCE_MS = 90_000;

/** A program may be quiet for long; a way to it that has gone quietly looks the same, so that asking anew is the only test. */
const FOLLOWED_SILENCE_MS = 180_000;

function queryOf(request: PodLogRequest): Readonly<Record<string, string | undefined>> {
  return {
    container: request.container,
    follow: request.follow ? 'true' : undefined,
    previous: request.previous ? 'true' : undefined,
    timestamps: request.timestamps ? 'true' : undefined,
    tailLines: numberText(request.tailLines),
    sinceTime: request.sinceTime,
    sinceSeconds: numberText(request.sinceSeconds),
    limitBytes: numberText(request.limitBytes),
  };
}

function numberText(value: number | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}
