/**
 * An embedded cluster with big Jobs, in a process of its own. Reads a JSON list of `BigJob`s as one line of standard input, prints the
 * path of its kubeconfig when it serves, and ends when its standard input does.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { serve } from '../../../src/sandbox/api/server.ts';
import { scaledClock } from '../../../src/sandbox/clock.ts';
import { writeKubeconfig } from '../../../src/sandbox/kubeconfig.ts';
import { Store } from '../../../src/sandbox/store.ts';
import { BIG_NAMESPACE, BIG_NOW, type BigJob, fillWithJobs, finishJob } from '../big-job.ts';
import { bigLogs } from '../big-logs.ts';

const input = createInterface({ input: process.stdin });
const ended = once(input, 'close');
const [line] = await once(input, 'line');
const jobs: readonly BigJob[] = JSON.parse(line);
const store = new Store({ historyLimit: 0 });
fillWithJobs(store, jobs);
const token = randomBytes(24).toString('base64url');
const logs = bigLogs(jobs, (name) => finishJob(store, jobs, name));
const server = await serve({ store, clock: scaledClock(BIG_NOW, 0), token, logs });
const access = { url: server.url, ca: server.certificateAuthority, token, namespace: BIG_NAMESPACE };
const kubeconfig = await writeKubeconfig(access);
process.stdout.write(`${kubeconfig.path}\n`);
await ended;
await Promise.all([server.close(), kubeconfig.remove()]);
