import type { Call, ServerVersion } from '../port.ts';
import { recordOf } from '../transport/read-answer.ts';
import type { Transport } from '../transport/transport.ts';

/** `/version`, which every API server answers to everybody. Throws ApiError, ConnectionError, or the signal's reason. */
export async function serverVersion(transport: Sender, { signal }: Call): Promise<ServerVersion> {
  const answer = await transport.send({ path: '/version', query: {}, signal });
  const source = await recordOf(answer, transport.server, ({ gitVersion }) => typeof gitVersion === 'string');
  const gitVersion = String(source.gitVersion);
  return { gitVersion, minor: minorOf(gitVersion), source };
}

type Sender = Pick<Transport, 'send' | 'server'>;

/** Distributions put more behind it: `v1.29.4-gke.1043002`, `v1.27.3+k3s1`. */
function minorOf(gitVersion: string): number | undefined {
  const minor = /^v1\.(\d+)/.exec(gitVersion)?.[1];
  return minor === undefined ? undefined : Number(minor);
}
