/**
 * Commands in containers: the API server's part, which checks the request and finds the container
 * (Kubernetes 1.36, pkg/registry/core/pod/strategy.go `ExecLocation`, staging/src/k8s.io/streaming).
 */
import { textAt } from './fields.ts';
import { existing } from './get.ts';
import { containerOf } from './pod-log.ts';
import { flag } from './request.ts';
import { type Status, StatusError } from './status.ts';
import type { Verb } from './verb.ts';

/** `POST …/pods/NAME/exec`, and GET, by which WebSockets come. */
export const podExecVerbs: readonly Verb[] = ['create', 'get'].map((verb) => ({
  verb,
  resources: ['pods'],
  subresource: 'exec',
  subresourceKind: 'PodExecOptions',
  answer(request, cluster) {
    const { query } = request.http;
    const pod = existing(request, cluster);
    const container = containerOf(pod, query.get('container') ?? '');
    if (textAt(pod, 'spec.nodeName') === '') {
      throw StatusError.badRequest(`pod ${pod.metadata.name} does not have a host assigned`);
    }
    const command = query.getAll('command');
    if (command.length === 0) throw StatusError.badRequest('you must specify at least one command for the container');
    const wants = { stdin: flag(query, 'stdin'), stdout: flag(query, 'stdout'), stderr: flag(query, 'stderr') };
    if (!wants.stdin && !wants.stdout && !wants.stderr) {
      throw StatusError.badRequest('you must specify at least 1 of stdin, stdout, stderr');
    }
    const nobody = () => {};
    return {
      code: 101,
      contentType: '',
      body: '',
      streams: async (channels, signal) => {
        const { stdin, stdout, stderr } = channels;
        const streams = { stdout: wants.stdout ? stdout : nobody, stderr: wants.stderr ? stderr : nobody };
        const given = wants.stdin ? { stdin } : {};
        const asked = { pod, container, command, tty: flag(query, 'tty'), ...streams, ...given };
        return exitStatus(await cluster.exec.exec(asked, signal));
      },
    };
  },
}));

/** How a command ended, as clients read it (client-go, tools/remotecommand/v4.go); undefined: well. */
function exitStatus(code: number): Status | undefined {
  if (code === 0) return undefined;
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    reason: 'NonZeroExitCode',
    message: `command terminated with non-zero exit code: command terminated with exit code ${code}`,
    details: { causes: [{ reason: 'ExitCode', message: String(code) }] },
    code: 500,
  };
}
