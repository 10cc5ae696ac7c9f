/** What the embedded cluster answers about itself, beside the API: whoever has its kubeconfig may ask how it is, spoil it, and end it. */
import { type Answer, json } from '../api/answer.ts';
import type { ApiRequest } from '../api/request.ts';
import type { Around } from '../api/server.ts';
import { StatusError } from '../api/status.ts';
import { type ClusterFaults, FaultError } from '../faults/cluster-faults.ts';
import { readFault } from '../faults/fault.ts';

/** Under this path lies nothing of Kubernetes. */
export const CONTROL_PATH = '/kubectl-job/sandbox';

/** What a running cluster is controlled by. */
export interface Controlled {
  /** What it says of itself, JSON. */
  readonly describe: () => object;
  readonly faults: ClusterFaults;
  /** Ends it, after the answer has gone out. */
  readonly stop: () => void;
}

/** Answers requests under `CONTROL_PATH`, and leaves all others to what stands behind. */
export function controlAround(controlled: Controlled, behind: Around): Around {
  return (request, answer) => {
    const { path } = request;
    if (path !== CONTROL_PATH && !path.startsWith(`${CONTROL_PATH}/`)) return behind(request, answer);
    return controlAnswer(request, controlled);
  };
}

async function controlAnswer(request: ApiRequest, { describe, faults, stop }: Controlled): Promise<Answer> {
  switch (`${request.method} ${request.path.slice(CONTROL_PATH.length)}`) {
    case 'GET ':
      return json({ ...describe(), faults: faults.active });
    case 'POST /faults':
      putInForce(await bodyOf(request), faults);
      return json({ faults: faults.active }, { code: 201 });
    case 'DELETE /faults':
      faults.clear();
      return json({ faults: faults.active });
    case 'POST /stop':
      setTimeout(stop, TIME_TO_ANSWER_MS);
      return json({ stopping: true }, { code: 202 });
    default:
      throw StatusError.notImplemented(request.method, request.path);
  }
}

const TIME_TO_ANSWER_MS = 20;

async function bodyOf(request: ApiRequest): Promise<unknown> {
  try {
    return JSON.parse((await request.body()).toString('utf8'));
  } catch {
    throw StatusError.badRequest('the body is no JSON');
  }
}

function putInForce(body: unknown, faults: ClusterFaults): void {
  const fault = readFault(body);
  if (!('kind' in fault)) throw StatusError.badRequest(fault.join('; '));
  if (fault.kind === 'away') {
    setTimeout(() => faults.add(fault), TIME_TO_ANSWER_MS);
    return;
  }
  try {
    faults.add(fault);
  } catch (error) {
    throw error instanceof FaultError ? StatusError.badRequest(error.message) : error;
  }
}
