/** Containers must not reach the machine that they run on: neither its files, nor its processes, network or environment. */
import childProcess from 'node:child_process';
import dns from 'node:dns';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ranScript } from './run-container.ts';

const SECRET = 'the-secret-of-the-host';
const folder = fs.mkdtempSync(join(tmpdir(), 'kubectl-job-host-'));
const file = join(folder, 'secret');

/** What was called of Node's own doors to the world, each with its first argument. */
const called: string[] = [];
const doors: [object, string][] = [];
const undo: (() => void)[] = [];

function watch(owner: object, names: readonly string[]): void {
  for (const name of names) {
    const original: unknown = Reflect.get(owner, name);
    if (typeof original !== 'function') continue;
    doors.push([owner, name]);
    Reflect.set(owner, name, (...args: readonly unknown[]) => {
      // The loader of packages reads their files through the same doors.
      if (!/\/node_modules\/.*\.js$/.test(String(args[0]))) called.push(`${name} ${String(args[0])}`);
      return Reflect.apply(original, owner, args);
    });
    undo.push(() => Reflect.set(owner, name, original));
  }
}

beforeAll(() => {
  fs.writeFileSync(file, SECRET);
  process.env.HOST_SECRET = SECRET;
  const reading = [
    'readFile',
    'open',
    'stat',
    'lstat',
    'readdir',
    'access',
    'realpath',
    'readlink',
    'writeFile',
    'appendFile',
    'mkdir',
    'rm',
    'unlink',
    'rename',
    'copyFile',
    'symlink',
  ];
  watch(fs, [
    ...reading,
    ...reading.map((name) => `${name}Sync`),
    'existsSync',
    'createReadStream',
    'createWriteStream',
  ]);
  watch(fs.promises, reading);
  watch(childProcess, ['spawn', 'exec', 'execFile', 'fork', 'spawnSync', 'execSync', 'execFileSync']);
  watch(net, ['connect', 'createConnection', 'createServer']);
  watch(dns, ['lookup', 'resolve', 'resolve4']);
  watch(dns.promises, ['lookup', 'resolve']);
  watch(globalThis, ['fetch']);
  syncBuiltinESMExports();
});

afterAll(() => {
  for (const one of undo) one();
  syncBuiltinESMExports();
  delete process.env.HOST_SECRET;
  fs.rmSync(folder, { recursive: true });
});

test('the doors are watched', () => {
  fs.existsSync('/');
  expect(called.splice(0)).toEqual(['existsSync /']);
  expect(doors.length).toBeGreaterThan(50);
});

describe('no way out', () => {
  const tries: Readonly<Record<string, string>> = {
    'by its path': `cat ${file}; head ${file}; sed p ${file}; awk 1 ${file}; grep . ${file}; jq -R . ${file}; sort ${file}; rev < ${file}; . ${file}`,
    'by what lists': `ls -la ${folder}; find ${folder}; tree ${folder}; du ${folder}; stat ${file}; file ${file}; echo ${folder}/*; test -e ${file} && echo found`,
    'by climbing': `cd /; cat ../../../../..${file}; cat /tmp/../..${file}; cd ../../..; pwd; cat /proc/self/root${file}; cat /proc/1/root${file}; cat /proc/self/cwd/package.json`,
    'by links': `ln -s ${folder} /tmp/l; cat /tmp/l/secret; ln -s ${file} /tmp/s; cat /tmp/s; cp -r /tmp/l /tmp/c; readlink -f /tmp/s; ln ${file} /tmp/h`,
    'by writing': `echo x > ${file}; cp /etc/passwd ${folder}/new; mkdir -p ${folder}/d; touch ${folder}/t; echo y | tee ${folder}/tee; mv /etc/hosts ${folder}/m; rm -rf ${folder}; split -l 1 /etc/passwd ${folder}/x`,
    'by names of the system':
      'cat /etc/shadow /etc/machine-id /proc/version /proc/self/environ /proc/self/cmdline /proc/mounts; cat /proc/self/maps; ls /proc /sys /dev; cat /dev/sda; df; mount',
    'by the environment':
      'env; printenv; export; set; echo $HOST_SECRET $PATH $HOME $NODE_OPTIONS; awk "BEGIN{for(k in ENVIRON) print k, ENVIRON[k]}"; jq -n env; jq -n \'$ENV\'',
    'by the network':
      'curl -s http://127.0.0.1:1; wget -qO- http://example.com; nc -z 127.0.0.1 22; ping -c 1 example.com; nslookup example.com; getent hosts example.com; exec 3<>/dev/tcp/127.0.0.1/22; curl file:///etc/passwd',
    'by other languages':
      'node -e "require(\'fs\')"; python3 -c 1; js-exec -c 1; sqlite3 :memory: .tables; perl -e "print `id`"; ruby -e 1; php -r 1; lua -e 1; deno eval 1; bun -e 1',
    'by what tools run': `awk 'BEGIN{system("cat ${file}"); while(("cat ${file}" | getline l)>0) print l; print "x" > "${folder}/awk"}'; sed "w ${folder}/sed" /etc/passwd; sed "e cat ${file}" /etc/passwd; find / -maxdepth 1 -exec cat ${file} \\;; xargs cat <<< ${file}; env cat ${file}; timeout 1 cat ${file}; tar cf - ${folder}`,
    'by words of JavaScript':
      'x=__proto__; declare -A m; m[__proto__]=1; m[constructor]=2; constructor; __proto__; toString; hasOwnProperty x; echo $constructor $__proto__; jq -n "{} | .__proto__.polluted = 1"; awk "BEGIN{a[\\"__proto__\\"]=1; print a[\\"__proto__\\"]}"; require fs; process.exit; eval "require(\'fs\')"; alias __proto__=x; printf -v __proto__ y',
  };

  test.each(Object.entries(tries))('%s', async (_, script) => {
    called.splice(0);
    const { output } = await ranScript(script);
    expect(called).toEqual([]);
    expect(output).not.toContain(SECRET);
    expect(output).not.toContain(process.cwd());
    expect(fs.readFileSync(file, 'utf8')).toBe(SECRET);
    expect(fs.readdirSync(folder)).toEqual(['secret']);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
    called.splice(0);
  });
});
