/** The session that the picture shows: real commands, in a shell, through the real kubectl, on the embedded cluster. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startReplay } from '../../src/sandbox/replay/start-replay.ts';

/** What the picture is of, for those who cannot see it. */
export const TITLE = 'kubectl job list, and kubectl job describe of an Indexed Job of which some indexes have failed';

/** How wide the terminal is. */
export const COLUMNS = 116;

const COMMANDS = ['kubectl job list', 'kubectl job describe per-index | head -21'];
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What the terminal shows in the end, with colour codes. Needs the build, bash, and kubectl on PATH. Throws if a command fails. */
export async function session(): Promise<string> {
  const path = join(ROOT, 'test/recordings/per-index');
  await using cluster = await startReplay({ path, at: 40_000 });
  const shown: string[] = [];
  for (const command of COMMANDS)
    shown.push(`\x1b[32m$\x1b[39m \x1b[1m${command}\x1b[22m\n${await said(command, cluster.kubeconfig)}`);
  return shown.join('\n');
}

async function said(command: string, kubeconfig: string): Promise<string> {
  const env = {
    ...process.env,
    TZ: 'UTC',
    PATH: [join(ROOT, 'bin'), process.env.PATH].join(delimiter),
    KUBECONFIG: kubeconfig,
    LC_ALL: 'C.UTF-8',
    FORCE_COLOR: '1',
    NO_COLOR: undefined,
    COLUMNS: String(COLUMNS),
  };
  const child = spawn('bash', ['-c', command], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${command} ended with exit code ${code}`);
  return text;
}
