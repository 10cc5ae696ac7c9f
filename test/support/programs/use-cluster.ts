/**
 * Uses a cluster and then just ends: `count URL [N]` lists all pods (N times at once), `watch URL` watches Jobs until all are there. Prints how many
 * it found. It neither calls process.exit nor closes the cluster, so it hangs if anything is left behind.
 */
import { connect } from '../../../src/cluster/connect.ts';

const [what, server = '', atOnce = '1'] = process.argv.slice(2);
const cluster = await connect({ server });
const stop = new AbortController();
let count = 0;
if (what === 'count') {
  const lists = Array.from({ length: Number(atOnce) }, async () => {
    for await (const pod of cluster.pods.list({ namespace: undefined }, stop)) count += pod.metadata.name ? 1 : 0;
  });
  await Promise.all(lists);
} else {
  for await (const change of cluster.jobs.watch({ namespace: undefined }, stop)) {
    if (change.type === 'ADDED') count += 1;
    if (change.type === 'SYNCED') stop.abort();
  }
}
process.stdout.write(`${count}\n`);
