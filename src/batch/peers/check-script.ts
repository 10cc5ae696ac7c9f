/**
 * What is run in a pod to see which peers it finds: one small POSIX script with whatever the container has (dash, busybox, bash), and what it says, read.
 * Names are made in the pod from ranges of indexes, so that the request does not grow with the Job.
 */
import type { Intervals } from '../indexes.ts';

/** What is asked of one pod. */
export interface CheckQuestion {
  readonly job: string;
  /** The index of the pod that is asked. */
  readonly self: number;
  readonly service: string;
  /** What stands behind the Service in a full name: `ns.svc.cluster.local`. */
  readonly suffix: string;
  readonly targets: Intervals;
  /** To connect to; undefined: names are looked up, and that is all. */
  readonly port: number | undefined;
  /** How long one look-up or one connection may take. */
  readonly timeoutSeconds: number;
}

/** The command that asks it. */
export function checkCommand({
  job,
  self,
  service,
  suffix,
  targets,
  port,
  timeoutSeconds,
}: CheckQuestion): readonly string[] {
  const ranges = targets.map(({ first, last }) => `${first}-${last}`);
  return [
    'sh',
    '-c',
    SCRIPT,
    'peers-check',
    job,
    String(self),
    service,
    suffix,
    String(port ?? ''),
    String(timeoutSeconds),
    ...ranges,
  ];
}

/** What a pod found of one name. */
export type Found =
  | {
      readonly kind: 'address';
      readonly addresses: readonly string[];
      readonly connection: 'not-tried' | 'open' | 'refused' | 'silent';
    }
  /** The short name does not resolve, the full one does: the search list of the pod is not the cluster's. */
  | { readonly kind: 'full-name-only'; readonly addresses: readonly string[] }
  | { readonly kind: 'nothing' };

/** What a pod said. */
export interface CheckAnswer {
  /** What looked names up: getent, python3, nslookup, ping; undefined: the container has none of them. */
  readonly resolver: string | undefined;
  /** What connected: nc, bash, python3; undefined where that was not asked for, or cannot be done. */
  readonly connector: string | undefined;
  /** The addresses behind the Service's own name: the pods that its DNS server knows. */
  readonly known: readonly string[];
  readonly found: ReadonlyMap<number, Found>;
}

/** Reads what the script printed. Lines that are none of its own are passed over. */
export function readAnswer(text: string): CheckAnswer {
  const found = new Map<number, Found>();
  let [resolver, connector] = ['', ''];
  let known: readonly string[] = [];
  for (const line of text.split('\n')) {
    const [tag, ...words] = line.trim().split(' ');
    if (tag === 'with') [resolver = '', connector = ''] = words;
    else if (tag === 'all') known = addressesIn(words[0]);
    else if (tag === 'peer') {
      const [index = '', how = '', addresses, connection = ''] = words;
      if (/^\d+$/.test(index)) found.set(Number(index), foundOf(how, addresses, connection));
    }
  }
  return { resolver: named(resolver), connector: named(connector), known, found };
}

/** Whether a runtime's refusal to run the command means that the container has no such program; that its working directory is gone is something else. */
export function saysNoShell(message: string): boolean {
  return (
    /executable file .*not found|no such file or directory|cannot find the file/i.test(message) &&
    !/chdir|cwd/.test(message)
  );
}

function named(word: string): string | undefined {
  return word === '' || word === 'none' ? undefined : word;
}

function addressesIn(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(',')
    .filter((address) => address !== '')
    .sort();
}

function foundOf(how: string, addresses: string | undefined, connection: string): Found {
  if (how === 'full') return { kind: 'full-name-only', addresses: addressesIn(addresses) };
  if (how !== 'short') return { kind: 'nothing' };
  const known = ['open', 'refused', 'silent'] as const;
  return {
    kind: 'address',
    addresses: addressesIn(addresses),
    connection: known.find((one) => one === connection) ?? 'not-tried',
  };
}

/**
 * getent asks as the program itself would (libc, with the search list); python3 does too. nslookup of busybox does not use the search list, so it is
 * asked for full names, and the search list is read. ping prints the address before it waits for an answer; where it may not send anything it says
 * nothing of names, and is not believed. A pod's own full name stands in its /etc/hosts, whatever DNS says, so that it is asked for only where the
 * search list is at fault. Sixteen at a time, so that names that nobody answers for do not add up. Nothing reads the script's own input, and no
 * other program is needed: sed and its like are not in every image that has a shell.
 */
const SCRIPT = `j=$1 m=$2 s=$3 n=$4 p=$5 t=$6
shift 6
export LC_ALL=C
have() { command -v "$1" >/dev/null 2>&1; }
limit=
if have timeout && timeout 1 true 2>/dev/null; then limit="timeout $t"; fi
usable() {
  have "$1" || return 1
  [ "$1" != ping ] || case $(ping -c 1 -W 1 127.0.0.1 </dev/null 2>/dev/null) in PING*) ;; *) return 1 ;; esac
}
r=none
for one in getent python3 nslookup ping; do if usable $one; then r=$one; break; fi; done
c=none
if [ -n "$p" ]; then
  z=
  if have nc; then case $(nc -h 2>&1 </dev/null) in *-z*) z=yes ;; esac; fi
  if [ -n "$z" ]; then c=nc
  elif have bash && [ -n "$limit" ]; then c=bash
  elif have python3; then c=python3
  fi
fi
searched=
while read -r k x; do
  if [ "$k" = search ]; then case " $x " in *" $n "*) searched=yes ;; *) searched= ;; esac; fi
done </etc/resolv.conf
list() {
  o=
  while read -r a x; do case ",$o," in *",$a,"*) ;; *) o=\${o:+$o,}$a ;; esac; done
  echo "$o"
}
answers() {
  y=
  while read -r k a x; do
    case $k in
    Name:*) y=yes ;;
    Address:) if [ -n "$y" ]; then echo "$a"; fi ;;
    Address) if [ -n "$y" ]; then echo "$x"; fi ;;
    esac
  done
}
look() {
  case $1 in
  getent) $limit getent hosts "$2" </dev/null 2>/dev/null | list ;;
  ahosts) $limit getent ahosts "$2" </dev/null 2>/dev/null | list ;;
  python3) $limit python3 -c 'import socket,sys
print("\\n".join({a[4][0] for a in socket.getaddrinfo(sys.argv[1],None)}))' "$2" </dev/null 2>/dev/null | list ;;
  nslookup) $limit nslookup "$2" </dev/null 2>/dev/null | answers | list ;;
  ping)
    $limit ping -c 1 -W 1 "$2" </dev/null 2>/dev/null | {
      read -r a
      a=\${a#*\\(} a=\${a%%\\)*}
      echo "\${a##*\\(}"
    } ;;
  esac
}
reach() {
  case $c in
  nc) o=$(nc -z -v -w "$t" "$1" "$p" </dev/null 2>&1) && { echo open; return; } ;;
  bash) o=$($limit bash -c 'exec 3<>/dev/tcp/$0/$1' "$1" "$p" </dev/null 2>&1) && { echo open; return; } ;;
  python3) o=$(python3 -c 'import socket,sys
socket.create_connection((sys.argv[1],int(sys.argv[2])),float(sys.argv[3]))' "$1" "$p" "$t" </dev/null 2>&1) && { echo open; return; } ;;
  *) return ;;
  esac
  case $o in *efused*) echo refused ;; *) echo silent ;; esac
}
peer() {
  a= how=short
  if [ $r = nslookup ]; then
    a=$(look $r "$j-$1.$s.$n")
    if [ -z "$searched" ]; then how=full; fi
  else
    a=$(look $r "$j-$1.$s")
    if [ -z "$a" ] && [ "$1$searched" != "\${m}yes" ]; then
      how=full
      a=$(look $r "$j-$1.$s.$n")
    fi
  fi
  if [ -z "$a" ]; then echo "peer $1 none"; return; fi
  echo "peer $1 $how $a $(reach "\${a%%,*}")"
}
echo "with $r $c"
if [ $r = none ]; then exit 0; fi
all=
if [ $r = getent ]; then
  all=$(look ahosts "$s.$n")
  if [ -z "$all" ] && have nslookup; then all=$(look nslookup "$s.$n"); fi
fi
echo "all \${all:-$(look $r "$s.$n")}"
k=0
for range in "$@"; do
  i=\${range%-*}
  while [ "$i" -le "\${range#*-}" ]; do
    peer "$i" &
    i=$((i + 1)) k=$((k + 1))
    if [ $((k % 16)) -eq 0 ]; then wait; fi
  done
done
wait
`;
