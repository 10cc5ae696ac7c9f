/** What somebody wants to read: everything, unless a test says otherwise. */
import type { LogSelection } from '../../src/batch/log-selection.ts';
import type { LogAmount, LogsRequest } from '../../src/operations/logs/request.ts';

/** Jobs by name in the namespace `film`, and what is different from «all of it». */
export function logsRequest(
  asked: {
    readonly jobs?: readonly string[];
    readonly selection?: Partial<LogSelection>;
    readonly amount?: Partial<LogAmount>;
  } & Partial<Omit<LogsRequest, 'selection' | 'amount'>>,
): LogsRequest {
  const { jobs = [], selection, amount, ...rest } = asked;
  return {
    target: { kind: 'names', jobs: jobs.map((name) => ({ namespace: 'film', name })), cronJobs: [] },
    allJobs: false,
    stamps: true,
    selection: { ...everything(), ...selection },
    amount: {
      since: undefined,
      tailLines: undefined,
      tailTotal: undefined,
      limitBytes: undefined,
      keep: undefined,
      ...amount,
    },
    order: 'index',
    maxStreams: 50,
    maxPods: undefined,
    spill: undefined,
    ...rest,
  };
}

/** All logs. */
export function everything(): LogSelection {
  return {
    ...{ indexes: undefined, states: [], attempts: 'all', nodes: [], previous: false },
    containers: { kind: 'usual', main: 'all', init: true },
  };
}
