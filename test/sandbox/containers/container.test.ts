/** What containers do: time, signals, memory, programs that cannot run. */
import { describe, expect, test } from 'vitest';
import type { Clock } from '../../../src/sandbox/clock.ts';
import type { Container } from '../../../src/sandbox/containers/container.ts';
import { FileTree } from '../../../src/sandbox/containers/files/file-tree.ts';
import { directory } from '../../../src/sandbox/containers/files/inodes.ts';
import { BEGIN_MS, type Ran, type Running, ranCommand, ranScript } from './run-container.ts';

const check = (name: string, run: () => Promise<Ran>, expected: Partial<Ran>) =>
  test(name, async () => expect(await run()).toMatchObject(expected));

/** SIGTERM after so many seconds, and SIGKILL after so many more. */
const stopped = (afterSeconds: number, graceSeconds = 30): Running => ({
  during: (container: Container, clock: Clock) => {
    clock.at(BEGIN_MS + afterSeconds * 1000, () => container.signal('TERM'));
    clock.at(BEGIN_MS + (afterSeconds + graceSeconds) * 1000, () => container.kill());
  },
});

describe('time is the cluster’s', () => {
  check('lines are written when they are written', () => ranScript('echo a; sleep 5; echo b'), {
    timed: ['0 a', '5 b'],
    seconds: 5,
  });
  check('what runs in the background runs meanwhile', () => ranScript('sleep 3 & sleep 5; wait; echo done'), {
    timed: ['5 done'],
  });
  check(
    'parts of a pipeline run together',
    () => ranScript('(echo x; sleep 2; echo y) | while read l; do echo "$l"; done'),
    {
      timed: ['0 x', '2 y'],
    },
  );
  check('date and $SECONDS tell it', () => ranScript('sleep 90; date +%T; echo $SECONDS'), {
    output: '00:01:30\n90\n',
  });
  check('timeout ends what takes too long', () => ranScript('timeout 2 sleep 10; echo $?'), {
    output: '124\n',
    seconds: 2,
  });
  check(
    'a loop that waits for a time gets there',
    () => ranScript('e=$(($(date +%s)+60)); while [ $(date +%s) -lt $e ]; do :; done; echo over'),
    {
      output: 'over\n',
    },
  );
  check(
    'sleep infinity is nothing that time leaps to',
    () => ranScript('trap "date +%T; exit 4" TERM; sleep infinity & timeout infinity sleep inf & wait', stopped(60)),
    { code: 4, output: '00:01:00\n' },
  );
  check('the last line needs no newline', () => ranScript('printf "no end"'), { output: 'no end' });
});

describe('the first process of a container hears only the signals that it handles', () => {
  check('a shell waits for its command, and is killed', () => ranScript('sleep 100', stopped(5)), {
    code: 137,
    seconds: 35,
  });
  check('a program is no better', () => ranCommand(['sleep', '100'], stopped(5)), { code: 137, seconds: 35 });
  check('work that ends within the grace period ends well', () => ranScript('sleep 10', stopped(5)), {
    code: 0,
    seconds: 10,
  });
  check(
    'a trap waits for the command in front',
    () => ranScript('trap "echo bye; exit 3" TERM; sleep 20; echo no', stopped(5)),
    {
      code: 3,
      timed: ['20 bye'],
    },
  );
  check(
    'a trap comes at once while the script only waits',
    () => ranScript('trap "echo bye; exit 3" TERM; sleep 20 & wait; echo no', stopped(5)),
    {
      code: 3,
      timed: ['5 bye'],
    },
  );
  check('wait says which signal it was', () => ranScript('trap : TERM; sleep 20 & wait $!; echo $?', stopped(5)), {
    output: '143\n',
    seconds: 5,
  });
  check('exec makes the program the first process', () => ranScript('trap "exit 3" TERM; exec sleep 100', stopped(5)), {
    code: 137,
  });
  check('under an init it is a child, and ends', () => ranCommand(['tini', '--', 'sleep', '100'], stopped(5)), {
    code: 143,
    seconds: 5,
  });
  check(
    'a server that heeds it ends by itself',
    () => ranCommand(['nginx', '-g', 'daemon off;'], { ...stopped(1), foreign: { ms: 9e6, code: 0 } }),
    {
      code: 0,
      seconds: 1,
    },
  );
});

const MANY = 'a'.repeat(60);
const FULL_DEVICE =
  'bash: line 1: echo: write error: No space left on device\n1\nseq: write error: No space left on device\n1\n';
const FULL = 'yes: write error: No space left on device\n1\n';

describe('limits', () => {
  check('memory that doubles is too much soon', () => ranScript('a=x; while :; do a=$a$a; done'), {
    code: 137,
    isOutOfMemory: true,
  });
  check(
    'a list that grows is too much some time',
    () => ranScript('while :; do a+=(xxxxxxxxxxxxxxxxxxxx$((i++))); done', { memoryLimit: 200_000 }),
    {
      code: 137,
      isOutOfMemory: true,
    },
  );
  check('a loop without end can be killed', () => ranScript('while :; do :; done', stopped(3600)), { code: 137 });
  check('so can a recursion', () => ranScript('f() { f; }; f; echo after'), { code: 1 });
  check(
    'and a fork bomb',
    () => ranScript('f() { f | f & }; f; sleep 60', { memoryLimit: 20_000_000, ...stopped(60) }),
    { code: 137 },
  );
  check('disks are full some time', () => ranScript('yes > /tmp/big; echo $?', { memoryLimit: 1e9 }), {
    output: FULL,
  });

  check('a line without end is too much some time', () => ranScript('tr "\\0" a < /dev/zero | read x; echo $?'), {
    code: 137,
    isOutOfMemory: true,
  });
  check('so is an input without end', () => ranScript('sort < /dev/zero'), { code: 137, isOutOfMemory: true });
  check('who reads what never comes can be killed', () => ranScript('read x < /dev/zero', stopped(60)), { code: 137 });
  check('so can who sleeps for ever', () => ranScript('sleep 99999999999999999999', stopped(60)), {
    code: 137,
    seconds: 90,
  });

  const bombs: Readonly<Record<string, readonly [script: string, output: string | RegExp]>> = {
    'words of braces': ['echo {1..99999}{1..99999} | wc -c', /too many words/],
    'a word that is split': [
      'x=$(printf "a%.0s" {1..99999}); for i in 1 2 3 4; do x=$x$x; done; IFS=a; set -- $x; echo $?',
      /Argument list too long/,
    ],
    'an expression that can be tried in too many ways': ['[[ AAAA! =~ ^(a+)+$ ]]; echo $?', '1\n'],
    'a pattern that can be tried in too many ways': [
      'shopt -s extglob; x=AAAA!; [[ $x == +(+(a))b || $x == *(a|*(a))b || $x == *a*a*a*a*a*a*a*a*a*b ]]; echo $?',
      '1\n',
    ],
    'a pattern for files': [
      "touch /tmp/AAAA; ls /tmp/*a*a*a*a*a*a*b '/tmp/*a*a*a*a*a*a*a*a*b'; echo $?",
      /cannot access.*\n2\n$/s,
    ],
    'an alias that names itself': ["shopt -s expand_aliases; alias ls='ls ls'; cd /tmp; touch ls; ls", 'ls\n'],
    'directories in directories': [
      'p=/tmp; for i in {1..3000}; do p=$p/a; done; mkdir -p $p 2>/dev/null || echo deep; ls /tmp',
      'deep\n',
    ],
    'a directory in itself': ['ln /tmp /tmp/again; echo $?', /hard link not allowed.*\n1\n$/],
    'a file that is linked and removed': [
      'cd /tmp; head -c 30000000 /dev/zero > f; for i in 1 2 3; do ln f g; rm f; mv g f; done; head -c 40000000 /dev/zero > h; wc -c < f',
      'head: write error: No space left on device\n30000000\n',
    ],
    'a device that is full': ['echo x > /dev/full; echo $?; seq 3 > /dev/full; echo $?', FULL_DEVICE],
    'a list that is read': [
      'printf "a %.0s" {1..99999} | { read -a list; declare -p list | tail -c 13; }',
      '[99998]="a")\n',
    ],
    'a date that is none': ['date -d @99999999999999999999; echo $?', /invalid date.*\n1\n$/],
    'open files': [
      'while exec {fd}>/dev/null; do n=$((n+1)); done 2>/dev/null; [ $n -lt 1024 ] && echo enough',
      'enough\n',
    ],
  };
  test('a disk has room for so many names, and again for those that were removed', () => {
    const tree = new FileTree(directory(0), [], { now: () => 0 });
    const fill = () => {
      for (let i = 0; ; i += 1) tree.openForWriting(`/${i}`);
    };
    expect(fill).toThrow('no space left on device');
    const { length } = tree.list('/');
    expect(length).toBe(131_072);
    tree.remove('/7');
    tree.makeDirectory('/d');
    expect(() => tree.makeDirectory('/e')).toThrow('no space left on device');
  });

  test.each(Object.entries(bombs))('%s', async (_, [script, said]) => {
    const { output } = await ranScript(script.replaceAll('AAAA', MANY));
    if (typeof said === 'string') expect(output.replaceAll(MANY, 'AAAA')).toBe(said);
    else expect(output).toMatch(said);
  });
});

describe('programs', () => {
  check('π has the digits that were asked for', () => ranCommand(['perl', '-Mbignum=bpi', '-wle', 'print bpi(50)']), {
    output: '3.1415926535897932384626433832795028841971693993751\n',
  });
  check('one that cannot run says so, and ends', () => ranCommand(['python3', 'train.py']), {
    code: 0,
    seconds: 2,
    output: 'sandbox: python3 cannot run here; it is taken to end with exit code 0 after 2 s\n',
  });
  check(
    'an image without a command of its own starts its shell, which has nothing to do',
    () => ranCommand([], { image: 'busybox:1.28' }),
    {
      code: 0,
      output: '',
    },
  );
  check('what an image is known not to have is not found', () => ranScript2('busybox', 'perl -e 1; echo $?'), {
    output: 'sh: perl: not found\n127\n',
  });
  test('a container cannot start with what its image does not have', async () => {
    await expect(ranCommand(['bash', '-c', 'true'], { image: 'busybox' })).rejects.toThrow(
      'exec: "bash": executable file not found in $PATH',
    );
  });
});

function ranScript2(image: string, script: string): Promise<Ran> {
  return ranCommand(['sh', '-c', script], { image });
}
