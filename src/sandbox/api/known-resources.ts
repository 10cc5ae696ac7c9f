/**
 * What a real 1.36 server serves beside what the embedded cluster always does. A recording may hold some of it, and then it is served; a
 * path to the rest is «not simulated» rather than «not found».
 */

import { core, inGroup, type Resource } from './resources.ts';

/** The API groups of a real 1.36 server: a path in one of them that is not served is «not simulated», any other is «not found». */
export const KUBERNETES_GROUPS: ReadonlySet<string> = new Set([
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apiregistration.k8s.io',
  'apps',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'coordination.k8s.io',
  'discovery.k8s.io',
  'events.k8s.io',
  'flowcontrol.apiserver.k8s.io',
  'networking.k8s.io',
  'node.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'resource.k8s.io',
  'scheduling.k8s.io',
  'storage.k8s.io',
]);

const ALL = ['all'];

/** The resources that people keep things in, by the names that discovery gives them. */
export const OTHER_RESOURCES: readonly Resource[] = [
  core('Binding', { plural: 'bindings' }),
  core('ComponentStatus', { plural: 'componentstatuses', shortNames: ['cs'], namespaced: false }),
  core('ConfigMap', { plural: 'configmaps', shortNames: ['cm'] }),
  core('Endpoints', { plural: 'endpoints', shortNames: ['ep'] }),
  core('LimitRange', { plural: 'limitranges', shortNames: ['limits'] }),
  core('PersistentVolume', { plural: 'persistentvolumes', shortNames: ['pv'], namespaced: false }),
  core('PersistentVolumeClaim', { plural: 'persistentvolumeclaims', shortNames: ['pvc'] }),
  core('PodTemplate', { plural: 'podtemplates' }),
  core('ReplicationController', { plural: 'replicationcontrollers', shortNames: ['rc'], categories: ALL }),
  core('ResourceQuota', { plural: 'resourcequotas', shortNames: ['quota'] }),
  core('Secret', { plural: 'secrets' }),
  core('ServiceAccount', { plural: 'serviceaccounts', shortNames: ['sa'] }),
  inGroup('apps', 'ControllerRevision', { plural: 'controllerrevisions' }),
  inGroup('apps', 'DaemonSet', { plural: 'daemonsets', shortNames: ['ds'], categories: ALL }),
  inGroup('apps', 'Deployment', { plural: 'deployments', shortNames: ['deploy'], categories: ALL }),
  inGroup('apps', 'ReplicaSet', { plural: 'replicasets', shortNames: ['rs'], categories: ALL }),
  inGroup('apps', 'StatefulSet', { plural: 'statefulsets', shortNames: ['sts'], categories: ALL }),
  inGroup('autoscaling', 'HorizontalPodAutoscaler', {
    plural: 'horizontalpodautoscalers',
    shortNames: ['hpa'],
    categories: ALL,
    version: 'v2',
  }),
  inGroup('coordination.k8s.io', 'Lease', { plural: 'leases' }),
  inGroup('networking.k8s.io', 'Ingress', { plural: 'ingresses', shortNames: ['ing'] }),
  inGroup('networking.k8s.io', 'NetworkPolicy', { plural: 'networkpolicies', shortNames: ['netpol'] }),
  inGroup('node.k8s.io', 'RuntimeClass', { plural: 'runtimeclasses', namespaced: false }),
  inGroup('policy', 'PodDisruptionBudget', { plural: 'poddisruptionbudgets', shortNames: ['pdb'] }),
  inGroup('rbac.authorization.k8s.io', 'ClusterRole', { plural: 'clusterroles', namespaced: false }),
  inGroup('rbac.authorization.k8s.io', 'ClusterRoleBinding', { plural: 'clusterrolebindings', namespaced: false }),
  inGroup('rbac.authorization.k8s.io', 'Role', { plural: 'roles' }),
  inGroup('rbac.authorization.k8s.io', 'RoleBinding', { plural: 'rolebindings' }),
  inGroup('resource.k8s.io', 'ResourceClaim', { plural: 'resourceclaims' }),
  inGroup('scheduling.k8s.io', 'PriorityClass', { plural: 'priorityclasses', shortNames: ['pc'], namespaced: false }),
  inGroup('storage.k8s.io', 'StorageClass', { plural: 'storageclasses', shortNames: ['sc'], namespaced: false }),
];

/** What resources have below their objects. A path to any other is «not found», as a Job's `scale`. */
export const SUBRESOURCES: ReadonlyMap<string, readonly string[]> = new Map([
  ['cronjobs', ['status']],
  ['jobs', ['status']],
  ['namespaces', ['finalize', 'status']],
  ['nodes', ['proxy', 'status']],
  ['persistentvolumeclaims', ['status']],
  ['persistentvolumes', ['status']],
  ['poddisruptionbudgets', ['status']],
  [
    'pods',
    ['attach', 'binding', 'ephemeralcontainers', 'eviction', 'exec', 'log', 'portforward', 'proxy', 'resize', 'status'],
  ],
  ['resourcequotas', ['status']],
  ['serviceaccounts', ['token']],
  ['services', ['proxy', 'status']],
]);
