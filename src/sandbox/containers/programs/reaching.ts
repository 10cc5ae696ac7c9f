/** Programs that reach for others: ping, nslookup, getent, nc, wget, curl. They get no further than the cluster's own names and ports. */
import { optionsOf, type Program, type ProgramCall } from './program.ts';
import { durationMs } from './waiting.ts';

/** Milliseconds that an answer takes, and that nobody's answer is waited for. */
const ANSWER_MS = 1;
const PATIENCE_MS = 5000;

const ping: Program = async ({ process, argv }) => {
  const { values, rest, flags } = optionsOf(argv.slice(1), 'c i w W s I t');
  const [host = ''] = rest;
  const found = process.system.network.resolve(host);
  if (found.is !== 'found') {
    await process.write(2, `ping: bad address '${host}'\n`);
    return 1;
  }
  const [address = ''] = found.addresses;
  const count = Number(values.get('c') ?? Number.MAX_SAFE_INTEGER);
  const waitMs = 1000 * Number(values.get('W') ?? values.get('w') ?? 10);
  const untilMs = process.system.clock.now() + 1000 * Number(values.get('w') ?? Number.MAX_SAFE_INTEGER / 2000);
  if (!flags.has('q')) await process.write(1, `PING ${host} (${address}): 56 data bytes\n`);
  let received = 0;
  let sent = 0;
  while (sent < count && process.system.clock.now() < untilMs) {
    const isUp = process.system.network.isUp(address);
    if (isUp) await process.write(1, `64 bytes from ${address}: seq=${sent} ttl=62 time=0.100 ms\n`);
    sent += 1;
    if (isUp) received += 1;
    if (sent < count) await process.sleep(durationMs(values.get('i') ?? '1') ?? 1000);
    else await process.sleep(isUp ? ANSWER_MS : waitMs);
  }
  const loss = Math.round((100 * (sent - received)) / Math.max(1, sent));
  await process.write(
    1,
    `\n--- ${host} ping statistics ---\n${sent} packets transmitted, ${received} packets received, ${loss}% packet loss\n`,
  );
  if (received > 0) await process.write(1, 'round-trip min/avg/max = 0.100/0.100/0.100 ms\n');
  return received > 0 ? 0 : 1;
};

const DNS = '10.96.0.10';

const nslookup: Program = async ({ process, argv }) => {
  const [host = ''] = argv.slice(1).filter((word) => !word.startsWith('-'));
  const found = process.system.network.resolve(host);
  await process.write(1, `Server:\t\t${DNS}\nAddress:\t${DNS}:53\n\n`);
  if (found.is !== 'found') {
    await process.write(1, `** server can't find ${host}: NXDOMAIN\n\n`);
    return 1;
  }
  for (const address of found.addresses) await process.write(1, `Name:\t${found.name}\nAddress: ${address}\n`);
  await process.write(1, '\n');
  return 0;
};

const getent: Program = async ({ process, argv }) => {
  const [, database, ...keys] = argv;
  if (database !== 'hosts' && database !== 'ahosts' && database !== 'ahostsv4') return database === undefined ? 1 : 2;
  let code = 0;
  for (const key of keys) {
    const found = process.system.network.resolve(key);
    if (found.is !== 'found') code = 2;
    else
      for (const address of found.addresses.slice(0, database === 'hosts' ? 1 : undefined))
        await process.write(1, `${address.padEnd(15)} ${found.name}\n`);
  }
  return code;
};

type Reached =
  | { readonly is: 'open'; readonly address: string }
  | { readonly is: 'unknown' | 'refused' | 'unreachable'; readonly address: string };

/** Tries a port. Nobody's answer is waited for as long as `patienceMs`. */
async function reach(
  { process }: ProgramCall,
  { host, port }: { readonly host: string; readonly port: number },
  patienceMs: number,
): Promise<Reached> {
  const { network } = process.system;
  const found = network.resolve(host);
  const [address = ''] = found.is === 'found' ? found.addresses : [];
  if (found.is !== 'found') return { is: 'unknown', address };
  const connection = network.connect(address, port);
  await process.sleep(connection === 'unreachable' ? patienceMs : ANSWER_MS);
  return { is: connection, address };
}

const NC_USAGE = `Usage: nc [OPTIONS] HOST PORT

\t-w SEC\tTimeout for connects
\t-v\tVerbose
\t-z\tZero-I/O mode (scanning)
`;

const nc: Program = async (call) => {
  const { process, argv } = call;
  const { flags, values, rest } = optionsOf(argv.slice(1), 'w i p s q');
  if (flags.has('h')) {
    await process.write(2, NC_USAGE);
    return 1;
  }
  if (flags.has('l')) {
    await process.write(2, 'nc: listening is not possible in the sandbox\n');
    return 1;
  }
  const [host = '', port = ''] = rest;
  const reached = await reach(call, { host, port: Number(port) }, 1000 * Number(values.get('w') ?? PATIENCE_MS / 1000));
  if (reached.is === 'open') {
    if (flags.has('v')) await process.write(2, `${host} (${reached.address}:${port}) open\n`);
    return 0;
  }
  const why = {
    unknown: `bad address '${host}'`,
    refused: `${host} (${reached.address}:${port}): Connection refused`,
    unreachable: 'timed out',
  }[reached.is];
  if (reached.is === 'unknown' || flags.has('v') || !flags.has('z')) await process.write(2, `nc: ${why}\n`);
  return 1;
};

interface Url {
  readonly host: string;
  readonly port: number;
}

function urlIn(word: string): Url | undefined {
  const match = /^(?:(https?):\/\/)?(?:[^@/]*@)?([^/:?#]+)(?::(\d+))?(?:[/?#].*)?$/.exec(word);
  return match?.[2] === undefined
    ? undefined
    : { host: match[2], port: Number(match[3] ?? (match[1] === 'https' ? 443 : 80)) };
}

const wget: Program = async (call) => {
  const { process, argv } = call;
  const { values, rest } = optionsOf(argv.slice(1), 'O T t P U o timeout tries header post-data output-document');
  const url = urlIn(rest[0] ?? '');
  if (!url) return 1;
  const patience = 1000 * Number(values.get('T') ?? values.get('timeout') ?? PATIENCE_MS / 1000);
  const reached = await reach(call, url, patience);
  if (reached.is === 'open') return 0;
  const why = {
    unknown: `bad address '${url.host}'`,
    refused: `can't connect to remote host (${reached.address}): Connection refused`,
    unreachable: 'download timed out',
  }[reached.is];
  await process.write(2, `wget: ${why}\n`);
  return 1;
};

const curl: Program = async (call) => {
  const { process, argv } = call;
  const { flags, values, rest } = optionsOf(
    argv.slice(1),
    'o X H d m u A w max-time connect-timeout retry retry-delay data header request output cacert',
  );
  const url = urlIn(rest[0] ?? '');
  if (!url) return 3;
  const patience =
    1000 * Number(values.get('m') ?? values.get('max-time') ?? values.get('connect-timeout') ?? PATIENCE_MS / 1000);
  const reached = await reach(call, url, patience);
  if (reached.is === 'open') return 0;
  const isQuiet = (flags.has('s') || flags.has('silent')) && !flags.has('S') && !flags.has('show-error');
  const [code, why] = {
    unknown: [6, `Could not resolve host: ${url.host}`] as const,
    refused: [7, `Failed to connect to ${url.host} port ${url.port} after 1 ms: Couldn't connect to server`] as const,
    unreachable: [28, `Connection timed out after ${patience} milliseconds`] as const,
  }[reached.is];
  if (!isQuiet) await process.write(2, `curl: (${code}) ${why}\n`);
  return code;
};

/** Those that reach for others. */
export const REACHING: Readonly<Record<string, Program>> = { ping, nslookup, getent, nc, netcat: nc, wget, curl };
