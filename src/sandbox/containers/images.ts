/** What is known of images: which programs they have, and what they run when nothing is said. */
import type { DirectoryNode } from './files/inodes.ts';
import { ownPrograms } from './programs/all-programs.ts';
import { programFolder } from './programs/image-files.ts';

/** An image as far as it matters here. */
export interface Image {
  /** What it runs where a container has neither command nor arguments; with arguments alone, what they are given to. */
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  /** The programs it does not have, of those that can run here. */
  readonly lacks: ReadonlySet<string>;
  /** All the programs that it has, where these are few: no shell among them. */
  readonly only?: ReadonlySet<string>;
  /** Whether it has nothing beyond those. */
  readonly isKnown: boolean;
  readonly env: Readonly<Record<string, string>>;
  /** What its own programs are known as: images of one name share them. */
  readonly kind: string;
}

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const NOT_IN_BUSYBOX = new Set([
  'bash',
  'dash',
  'perl',
  'curl',
  'jq',
  'tini',
  'dumb-init',
  'getent',
  'file',
  'column',
  'join',
  'rg',
]);
const NOT_IN_ALPINE = new Set(['bash', 'dash', 'perl', 'curl', 'jq', 'tini', 'dumb-init', 'file']);
const NOT_IN_BASH = new Set(['dash', 'perl', 'curl', 'jq', 'tini', 'dumb-init', 'file']);
const NOT_IN_DEBIAN = new Set([
  'ash',
  'ping',
  'nslookup',
  'nc',
  'netcat',
  'wget',
  'curl',
  'jq',
  'tini',
  'dumb-init',
  'usleep',
  'tree',
  'file',
]);
const NONE: ReadonlySet<string> = new Set();

/** By the last part of their names. */
const KNOWN: Readonly<Record<string, Partial<Image>>> = {
  busybox: { command: ['sh'], lacks: NOT_IN_BUSYBOX },
  alpine: { command: ['/bin/sh'], lacks: NOT_IN_ALPINE },
  bash: { entrypoint: [], command: ['bash'], lacks: NOT_IN_BASH, env: { _BASH_VERSION: '5.2' } },
  debian: { command: ['bash'], lacks: NOT_IN_DEBIAN },
  pause: { entrypoint: ['pause'], only: new Set(['pause']) },
  ubuntu: { command: ['/bin/bash'], lacks: NOT_IN_DEBIAN },
};

/** What an image is taken to be. */
export function imageNamed(reference: string): Image {
  const name = reference
    .replace(/@.*$/, '')
    .replace(/:[^/:]*$/, '')
    .replace(/^.*\//, '');
  const known = Object.hasOwn(KNOWN, name) ? KNOWN[name] : undefined;
  return {
    entrypoint: known?.entrypoint ?? [],
    command: known?.command ?? [],
    lacks: known?.lacks ?? NONE,
    ...(known?.only ? { only: known.only } : {}),
    isKnown: known !== undefined,
    env: { PATH, ...known?.env },
    kind: known ? name : '',
  };
}

const folders = new Map<string, DirectoryNode>();

/** The directory of the programs of an image that can run here, made once for all images alike. */
export function programsOf({ lacks, only, kind }: Image, tools: ReadonlySet<string>): DirectoryNode {
  const known =
    folders.get(kind) ??
    programFolder([...ownPrograms().keys(), ...tools].filter((name) => !lacks.has(name) && (only?.has(name) ?? true)));
  folders.set(kind, known);
  return known;
}
