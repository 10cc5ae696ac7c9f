/** What the value of each flag may be. A test sees to it that every flag with a value is either here or named as free text. */

import { VERDICTS } from '../../batch/disruption/verdict.ts';
import { WAIT_WORDS } from '../../batch/wait-condition-syntax.ts';
import type { TabledKind } from '../../cluster/port.ts';
import { SORTABLE } from '../../views/list-order.ts';
import { STATUS_WORDS } from '../status-flag.ts';
import type { CompletedFlag } from './command-shape.ts';

/** What a Job has: containers, indexes, pods that run, rules of its podFailurePolicy. */
export type OfJobs = 'containers' | 'indexes' | 'pods' | 'rules';

/** Where candidates come from. */
export type ValueSource =
  /** These words; those that end with `=` take more behind it. `list`: several of them with commas between. */
  | { readonly kind: 'words'; readonly words: readonly string[]; readonly list?: boolean }
  | { readonly kind: 'names'; readonly of: TabledKind; readonly list?: boolean }
  /** Names in the kubeconfig. */
  | { readonly kind: 'kubeconfig'; readonly of: 'contexts' | 'clusters' | 'users' }
  /** Of the Jobs named on the command line. */
  | { readonly kind: OfJobs }
  /** With these extensions; any if there are none. */
  | { readonly kind: 'files'; readonly extensions: readonly string[] }
  | { readonly kind: 'free' };

/** The source of a flag's values; free text for a flag that nothing is known of. */
export function valuesOfFlag(name: string, flag: CompletedFlag | undefined): ValueSource {
  if (flag?.options) return { kind: 'words', words: choices(flag.options) };
  if (flag?.formats) return { kind: 'words', words: [...flag.formats, 'jsonpath=', 'custom-columns='] };
  return SOURCES[name] ?? { kind: 'free' };
}

/** Where there is more to choose from than true and false, these are left for old habits. */
function choices(options: readonly string[]): readonly string[] {
  const words = options.filter((option) => option !== 'true' && option !== 'false');
  return words.length > 0 ? words : options;
}

/** Flags whose values only their user can know. */
export const FREE_TEXT: ReadonlySet<string> = new Set([
  'as',
  'as-group',
  'as-uid',
  'as-user-extra',
  'at',
  'at-once',
  'by',
  'chunk-size',
  'cluster-domain',
  'code',
  'duration',
  'env',
  'grace-period',
  'grep',
  'image',
  'limit-bytes',
  'log-lines',
  'max-pods',
  'max-streams',
  'max-width',
  'nodes',
  'pod-selector',
  'port',
  'probe-timeout',
  'repeat',
  'request-timeout',
  'retry-after',
  'seed',
  'selector',
  'server',
  'service',
  'since',
  'since-time',
  'skip-wait-for-delete-timeout',
  'slots',
  'speed',
  'tail',
  'tail-total',
  'template',
  'timeout',
  'times',
  'tls-server-name',
  'token',
  'undo-timeout',
]);

const ANY_FILE: ValueSource = { kind: 'files', extensions: [] };
const INDEXES: ValueSource = { kind: 'indexes' };

/** What goes on behind the word; of `condition=`, the conditions that a Job can have. */
const WITH_VALUE = ['succeeded', 'indexes', 'jsonpath'];
const CONDITIONS = ['Complete', 'Failed', 'Suspended', 'FailureTarget', 'SuccessCriteriaMet'];
const WAITED_FOR = WAIT_WORDS.flatMap((word) => {
  if (word === 'condition') return CONDITIONS.map((type) => `condition=${type}`);
  return WITH_VALUE.includes(word) ? [`${word}=`] : [word];
});

const SOURCES: Readonly<Record<string, ValueSource>> = {
  namespace: { kind: 'names', of: 'namespaces' },
  context: { kind: 'kubeconfig', of: 'contexts' },
  cluster: { kind: 'kubeconfig', of: 'clusters' },
  user: { kind: 'kubeconfig', of: 'users' },
  kubeconfig: ANY_FILE,
  'certificate-authority': ANY_FILE,
  'client-certificate': ANY_FILE,
  'client-key': ANY_FILE,
  filename: { kind: 'files', extensions: ['json', 'yaml', 'yml'] },
  scenario: { kind: 'files', extensions: ['json', 'yaml', 'yml'] },
  'field-selector': {
    kind: 'words',
    words: ['metadata.name=', 'metadata.namespace=', 'status.successful='],
    list: true,
  },
  status: { kind: 'words', words: STATUS_WORDS, list: true },
  expect: { kind: 'words', words: VERDICTS, list: true },
  for: { kind: 'words', words: WAITED_FOR, list: true },
  'kubernetes-version': { kind: 'words', words: Array.from({ length: 13 }, (_, i) => `1.${24 + i}`) },
  'sort-by': { kind: 'words', words: SORTABLE },
  verb: { kind: 'words', words: ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'] },
  resource: { kind: 'words', words: ['jobs', 'pods', 'pods/log', 'events', 'nodes', 'cronjobs'] },
  v: { kind: 'words', words: ['0', '1'] },
  container: { kind: 'containers' },
  pod: { kind: 'pods' },
  rule: { kind: 'rules' },
  node: { kind: 'names', of: 'nodes', list: true },
  from: INDEXES,
  to: INDEXES,
  index: INDEXES,
  indexes: INDEXES,
};
