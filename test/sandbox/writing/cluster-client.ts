/** A living cluster for tests, with a client that sends any request and shows the whole answer, and a real kubectl beside it. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type ClusterOptions, type RunningCluster, startCluster } from '../../../src/sandbox/cluster.ts';

export interface Answered {
  readonly code: number;
  readonly headers: Readonly<Record<string, unknown>>;
  /** The warnings, as they came. */
  readonly warnings: readonly string[];
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of any shape
  readonly body: any;
}

export interface Sent {
  readonly type?: string;
  readonly body?: unknown;
}

export interface KubectlResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/** A cluster without controllers, unless options say otherwise; what is written stays as it is. */
export class ClusterClient implements AsyncDisposable {
  readonly cluster: RunningCluster;
  readonly #agent: Agent;
  readonly #token: string;
  readonly #folder: string;

  private constructor(cluster: RunningCluster) {
    this.cluster = cluster;
    const config = parse(readFileSync(cluster.kubeconfig, 'utf8'));
    const ca = Buffer.from(config.clusters[0].cluster['certificate-authority-data'], 'base64').toString();
    this.#agent = new Agent({ ca, keepAlive: true });
    this.#token = config.users[0].user.token;
    this.#folder = mkdtempSync(join(tmpdir(), 'kubectl-job-test-'));
  }

  static async start(options: ClusterOptions = {}): Promise<ClusterClient> {
    return new ClusterClient(await startCluster({ seed: 1, speed: 0, controllers: () => [], ...options }));
  }

  /** Sends a request; a body that is no text goes as JSON. */
  async send(method: string, path: string, { type, body }: Sent = {}): Promise<Answered> {
    const content =
      body === undefined ? undefined : typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    const { promise, resolve, reject } = Promise.withResolvers<Answered>();
    const headers = {
      authorization: `Bearer ${this.#token}`,
      'user-agent': 'tester/1.0',
      ...(content === undefined
        ? {}
        : { 'content-type': type ?? 'application/json', 'content-length': Buffer.byteLength(content) }),
    };
    const outgoing = request(
      `${this.cluster.server}${path}`,
      { method, agent: this.#agent, headers },
      async (incoming) => {
        const pieces: Buffer[] = [];
        for await (const piece of incoming) pieces.push(piece);
        const text = Buffer.concat(pieces).toString();
        const warnings = incoming.headersDistinct.warning ?? [];
        resolve({ code: incoming.statusCode ?? 0, headers: incoming.headers, warnings, body: parsed(text) });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(content);
    return promise;
  }

  /** The real kubectl from PATH, or another; rejects when there is none. */
  kubectl(
    args: readonly string[],
    { program = 'kubectl', input = '' }: { program?: string; input?: string } = {},
  ): Promise<KubectlResult> {
    const env = {
      ...process.env,
      KUBECONFIG: this.cluster.kubeconfig,
      HOME: this.#folder,
      KUBECACHEDIR: join(this.#folder, 'cache'),
      KUBE_EDITOR: 'true',
    };
    return new Promise((resolve, reject) => {
      const child = execFile(program, args, { env, timeout: 60_000 }, (error, stdout, stderr) => {
        if (error?.code === 'ENOENT') reject(new Error(`${program} must be on PATH for this test`));
        else resolve({ stdout, stderr, code: typeof error?.code === 'number' ? error.code : error ? 1 : 0 });
      });
      child.stdin?.end(input);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#agent.destroy();
    await this.cluster.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
