/**
 * What admission adds to a pod: its service account with a token, its priority, how long it stays on a lost node
 * (Kubernetes 1.36, plugin/pkg/admission/{serviceaccount,priority,defaulttolerationseconds}).
 */
import { type Fields, listAt, textAt } from '../../api/fields.ts';
import { isObject } from '../../schema/decode.ts';
import type { StoredObject } from '../../store.ts';
import type { WritingContext } from '../kind-rules.ts';
import { forbidden } from '../refusals.ts';

/** A new pod as admission leaves it. Throws a StatusError 403. */
export function admitPod(pod: Fields, context: WritingContext): Fields {
  const spec = objectOf(pod.spec);
  const name = textAt(pod, 'metadata.name') || textAt(pod, 'metadata.generateName');
  const refuse = (why: string) => forbidden({ group: '', plural: 'pods' }, textAt(pod, 'metadata.name'), why);
  const account = textAt(spec, 'serviceAccountName') || 'default';
  const namespace = textAt(pod, 'metadata.namespace');
  const found = context.store.get('serviceaccounts', namespace, account);
  if (!found) {
    const missing = `serviceaccount ${JSON.stringify(account)} not found`;
    throw refuse(`error looking up service account ${namespace}/${account}: ${missing}`);
  }
  const priority = priorityOf(textAt(spec, 'priorityClassName'));
  if (priority === undefined) {
    throw refuse(`no PriorityClass with name ${textAt(spec, 'priorityClassName')} was found`);
  }
  const withAccount = { ...spec, serviceAccountName: account, serviceAccount: account };
  const withSecrets = { ...withAccount, ...pullSecrets(spec, found) };
  const mounted = wantsToken(spec, found) ? withToken(withSecrets, name, context) : withSecrets;
  return {
    ...pod,
    spec: {
      ...mounted,
      tolerations: [...listAt(spec, 'tolerations'), ...missingTolerations(spec)],
      priority,
      preemptionPolicy: spec.preemptionPolicy ?? 'PreemptLowerPriority',
    },
  };
}

const TOKEN_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The classes that every cluster has; others are objects of an API that is not served. */
const PRIORITIES: ReadonlyMap<string, number> = new Map([
  ['', 0],
  ['system-cluster-critical', 2_000_000_000],
  ['system-node-critical', 2_000_001_000],
]);

function priorityOf(name: string): number | undefined {
  return PRIORITIES.get(name);
}

function pullSecrets(spec: Fields, account: StoredObject): Fields {
  if (listAt(spec, 'imagePullSecrets').length > 0) return {};
  const secrets = listAt(account, 'imagePullSecrets');
  return secrets.length === 0 ? {} : { imagePullSecrets: secrets };
}

function wantsToken(spec: Fields, account: StoredObject): boolean {
  const wish = spec.automountServiceAccountToken ?? account.automountServiceAccountToken;
  return wish !== false;
}

/** Mounts the token where a container has nothing mounted yet. */
function withToken(spec: Fields, name: string, { random }: WritingContext): Fields {
  const known = listAt(spec, 'volumes').find((volume) => textAt(volume, 'name').startsWith('kube-api-access-'));
  const volume = known ? textAt(known, 'name') : `kube-api-access-${random.suffix(5)}`;
  const mount = { name: volume, readOnly: true, mountPath: TOKEN_PATH };
  let isUsed = false;
  const mounted = (container: Fields) => {
    const mounts = listAt(container, 'volumeMounts');
    if (mounts.some((one) => one.mountPath === TOKEN_PATH)) return container;
    isUsed = true;
    return { ...container, volumeMounts: [...mounts, mount] };
  };
  const containers = listAt(spec, 'containers').map(mounted);
  const initContainers = listAt(spec, 'initContainers').map(mounted);
  if (!isUsed || name === '') return spec;
  return {
    ...spec,
    containers,
    ...(spec.initContainers === undefined ? {} : { initContainers }),
    volumes: known ? spec.volumes : [...listAt(spec, 'volumes'), tokenVolume(volume)],
  };
}

const TOKEN_SOURCES: readonly Fields[] = [
  { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
  { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
  {
    downwardAPI: {
      items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
    },
  },
];
const TOKEN: Fields = { sources: TOKEN_SOURCES, defaultMode: 420 };

function tokenVolume(name: string): Fields {
  return { name, projected: TOKEN };
}

const SECONDS_ON_LOST_NODE = 300;

const ON_LOST_NODE: readonly Fields[] = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'].map(
  (key) => ({
    key,
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: SECONDS_ON_LOST_NODE,
  }),
);

function missingTolerations(spec: Fields): readonly Fields[] {
  const isTolerated = (key: string) =>
    listAt(spec, 'tolerations').some((one) => {
      const forKey = textAt(one, 'key') === key || textAt(one, 'key') === '';
      return forKey && ['NoExecute', ''].includes(textAt(one, 'effect'));
    });
  return ON_LOST_NODE.filter(({ key }) => !isTolerated(String(key)));
}

function objectOf(value: unknown): Fields {
  return isObject(value) ? value : {};
}
