/** exec against the embedded cluster: what comes back, and what is said when it cannot be. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { connect } from '../../../src/cluster/connect.ts';
import type { Cluster, ExecRequest } from '../../../src/cluster/port.ts';
import { type RunningCluster, startCluster } from '../../../src/sandbox/cluster.ts';
import { aCall, aCluster } from '../../support/open-cluster.ts';
import { run } from '../../support/run-cli.ts';

let sandbox: RunningCluster;
beforeAll(async () => {
  sandbox = await startCluster({ nodes: 1 });
  const spec = { containers: [{ name: 'main', image: 'bash:5', command: ['sleep', '600'] }] };
  sandbox.writer.create('pods', { metadata: { name: 'p', namespace: 'default' }, spec });
  const running = { fieldSelector: 'metadata.name=p,status.phase=Running', namespace: 'default' };
  const connected = await connect({ kubeconfig: sandbox.kubeconfig });
  for await (const change of connected.pods.watch(running, aCall())) if (change.type === 'ADDED') break;
  connected.close();
});
afterAll(() => sandbox.close());

const cluster = (): Promise<Cluster> => aCluster({ kubeconfig: sandbox.kubeconfig });

async function told(command: readonly string[], rest: Partial<ExecRequest> = {}): Promise<string> {
  const request = { namespace: 'default', pod: 'p', container: 'main', command, ...rest };
  const pieces: string[] = [];
  for await (const piece of (await cluster()).exec.run(request, aCall())) {
    pieces.push(`${piece.kind}:${piece.kind === 'exit' ? piece.code : Buffer.from(piece.bytes).toString()}`);
  }
  return pieces.join('|');
}

describe('a command in a container', () => {
  test('its output, and that it ended well', async () => {
    expect(await told(['echo', 'a b', "it's"])).toBe("stdout:a b it's\n|exit:0");
  });
  test('its errors, and its code', async () => {
    expect(await told(['sh', '-c', 'echo oh >&2; exit 42'])).toBe('stderr:oh\n|exit:42');
  });
  test.each([
    ['no such pod', { pod: 'other' }, 'pods "other" not found'],
    ['no such container', { container: 'side' }, 'container side is not valid for pod p'],
    ['no such namespace', { namespace: 'nowhere' }, 'pods "p" not found'],
  ])('%s', async (_, rest, message) => {
    await expect(told(['true'], rest)).rejects.toThrow(message);
  });
  test('no such program', async () => {
    await expect(told(['nosuch'])).rejects.toThrow('executable file not found in $PATH');
  });
  test('the signal ends it', async () => {
    const stop = new AbortController();
    const request = { namespace: 'default', pod: 'p', container: 'main', command: ['sh', '-c', 'echo on; sleep 600'] };
    const reading = (async () => {
      for await (const _ of (await cluster()).exec.run(request, stop)) stop.abort(new Error('enough'));
    })();
    await expect(reading).rejects.toThrow('enough');
  });
  test('a proxy that lets no WebSocket through is told of', async () => {
    const proxy = createServer().on('upgrade', (_, socket) => {
      socket.end('HTTP/1.1 501 Not Implemented\r\nContent-Length: 7\r\nConnection: close\r\n\r\nno such');
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void proxy.close());
    const { port } = proxy.address() as AddressInfo;
    const before = await aCluster({ kubeconfig: sandbox.kubeconfig, server: `http://127.0.0.1:${port}` });
    const request = { namespace: 'default', pod: 'p', container: 'main', command: ['true'] };
    await expect(before.exec.run(request, aCall())[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: 501,
      message: expect.stringMatching(
        /^the server answered 501: no such \(exec goes over a WebSocket, and none was opened/,
      ),
    });
  });
  test('a wrong token is an answer, not a lost connection', async () => {
    const stranger = await aCluster({ kubeconfig: sandbox.kubeconfig, token: 'wrong' });
    const request = { namespace: 'default', pod: 'p', container: 'main', command: ['true'] };
    await expect(stranger.exec.run(request, aCall())[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: 401,
    });
  });
});

describe('the real kubectl against the embedded cluster', () => {
  const kubectl = (words: readonly string[], input = '') =>
    run('kubectl', ['exec', ...words], { env: { KUBECONFIG: sandbox.kubeconfig }, input });

  test('streams and codes', async () => {
    expect(await kubectl(['p', '--', 'sh', '-c', 'echo out; echo err >&2; exit 7'])).toMatchObject({
      stdout: 'out\n',
      stderr: expect.stringMatching(/^err\n(?:.*\n)?command terminated with exit code 7\n$/),
      code: 7,
    });
  });
  test('what is sent arrives, to its end', async () => {
    expect(await kubectl(['-i', 'p', '--', 'cat'], 'one\ntwo\n')).toMatchObject({ stdout: 'one\ntwo\n', code: 0 });
  });
  test('refusals in the words of a real server', async () => {
    expect((await kubectl(['nope', '--', 'true'])).stderr).toBe(
      'Error from server (NotFound): pods "nope" not found\n',
    );
    expect((await kubectl(['p', '-c', 'x', '--', 'true'])).stderr).toContain('container x is not valid for pod p');
  });
});
