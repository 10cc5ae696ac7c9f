/** A command that is over at once: everything it said comes in the same packet as the consent to the WebSocket. */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { aCall, aCluster } from '../../support/open-cluster.ts';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** A binary message of a server (RFC 6455), shorter than 126 bytes. */
function message(channel: number, text: string): Buffer {
  const payload = Buffer.from(text);
  return Buffer.concat([Buffer.from([0x82, payload.length + 1, channel]), payload]);
}

test('nothing of it is lost', async () => {
  const server = createServer();
  onTestFinished(() => void server.close());
  server.on('upgrade', ({ headers }, socket) => {
    const accept = createHash('sha1').update(`${headers['sec-websocket-key']}${GUID}`).digest('base64');
    const head = [
      'HTTP/1.1 101 Switching Protocols',
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Accept: ${accept}`,
      'Sec-WebSocket-Protocol: v5.channel.k8s.io',
    ];
    const consent = Buffer.from(`${head.join('\r\n')}\r\n\r\n`);
    socket.write(
      Buffer.concat([consent, message(1, 'all of '), message(1, 'it\n'), message(3, '{"status":"Success"}')]),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cluster = await aCluster({ server: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  const request = { namespace: 'film', pod: 'reel-0', container: 'main', command: ['echo'] };
  const pieces = await Array.fromAsync(cluster.exec.run(request, aCall()));
  const said = pieces.map((piece) =>
    piece.kind === 'exit' ? `exit ${piece.code}` : Buffer.from(piece.bytes).toString(),
  );
  expect(said).toEqual(['all of ', 'it\n', 'exit 0']);
});
