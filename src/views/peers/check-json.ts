/** The object behind `-o json|yaml|jsonpath|custom-columns` of `peers check`: `PeerCheck`, kubectl-job/v1. */
import { indexesOf, printIndexes } from '../../batch/indexes.ts';
import { sinceOf } from '../../batch/peers/check-verdict.ts';
import { indexHostname } from '../../batch/peers/peer-names.ts';
import type { CheckResult, CheckRow } from '../../operations/peers/check-result.ts';
import { groupsOf, unaskedText, verdictText } from './check.ts';

/** Rows as intervals of who sees whom, and each failure with its reason. */
export function checkObject(result: CheckResult): object {
  const { peers, targets, rows, port, pairs, well } = result;
  const { name, namespace, subdomain = '' } = peers.peerJob;
  return {
    apiVersion: 'kubectl-job/v1',
    kind: 'PeerCheck',
    metadata: { name, namespace, uid: peers.job.metadata.uid },
    port: port ?? null,
    pairs,
    well,
    targets: printIndexes(indexesOf(targets.map(({ index }) => index))),
    rows: rows.map((row) => rowObject(row, result)),
    failures: groupsOf(result).map(({ target, verdict, from }) => ({
      target: target.index,
      name: `${indexHostname(name, target.index)}.${subdomain}`,
      pod: target.peer?.pod.name ?? null,
      from: printIndexes(indexesOf(from)),
      verdict: verdict.kind,
      ...(verdict.kind === 'unresolved' ? { because: verdict.why } : {}),
      ...(verdict.kind === 'stale' ? { addresses: verdict.addresses } : {}),
      since: sinceOf(target, verdict) ?? null,
      message: verdictText(verdict, target, port),
    })),
  };
}

function rowObject(row: CheckRow, { targets }: CheckResult): object {
  const { index, kind } = row;
  const pod = row.pod ?? null;
  switch (row.kind) {
    case 'asked': {
      const seen = targets.filter((_, i) => row.verdicts[i]?.kind === 'ok').map((target) => target.index);
      const { resolver = null, connector = null } = row.answer;
      return { index, pod, state: kind, sees: printIndexes(indexesOf(seen)), with: { resolver, connector } };
    }
    case 'not-running':
      return { index, pod, state: kind };
    case 'unasked':
      return { index, pod, state: kind, because: row.why.kind, message: unaskedText(row.why) };
  }
}
