/** What went wrong with a request for a log, and whether asking again may help. */
import { isApiFailure } from '../../cluster/port.ts';

/** The kubelet has a container, but its log no longer: rotated away, or cleaned up. The message is the kubelet's. */
export class LogIsGone extends Error {
  override readonly name = 'LogIsGone';
}

/** A kind of trouble. */
export type LogTrouble =
  /** There is no such pod any more. */
  | 'deleted'
  /** The container has not started yet, or has no such run. */
  | 'no-run'
  /** There was a log, and it is gone. */
  | 'log-gone'
  | 'forbidden'
  /** Asking again may help: a lost connection, a server or node that is busy, starts anew or cannot be reached. */
  | 'passing'
  | 'other';

/** Tells an error of `PodLogs.open`. */
export function logTroubleOf(error: unknown): LogTrouble {
  if (error instanceof LogIsGone) return 'log-gone';
  if (!isApiFailure(error)) return isConnectionTrouble(error) ? 'passing' : 'other';
  if (LOG_IS_GONE.test(error.message)) return 'log-gone';
  if (error.code === 404) return 'deleted';
  if (error.code === 401 || error.code === 403) return 'forbidden';
  if (error.code === 400) return 'no-run';
  return error.code >= 500 || [408, 410, 425, 429].includes(error.code) ? 'passing' : 'other';
}

/**
 * What a kubelet writes in the place of a log that it has lost, as the log itself or as a refusal (Kubernetes 1.36, pkg/kubelet/kuberuntime
 * and cri-client/pkg/logs). Lines of programs are told from it by their stamps.
 */
export const LOG_IS_GONE =
  /^(?:unable to retrieve container logs for |failed to try resolving symlinks in path |failed to open log file )/;

function isConnectionTrouble(error: unknown): boolean {
  return error instanceof Error && 'kind' in error && error.kind === 'ConnectionError';
}
