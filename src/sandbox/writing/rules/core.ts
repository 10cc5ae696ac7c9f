/** Writing namespaces, nodes, ConfigMaps, Secrets, service accounts, events, quotas (Kubernetes 1.36, pkg/registry/core). */
import { textsAt } from '../../api/fields.ts';
import { defaultNamespace, defaultNode, defaultSecret } from '../../defaults/core.ts';
import {
  validateData,
  validateDataUpdate,
  validateEvent,
  validateMetaOnly,
  validateMetaUpdate,
  validateNamespace,
  validateNode,
  validateNodeUpdate,
  validateResourceQuota,
} from '../../validation/core-objects.ts';
import type { KindRules } from '../kind-rules.ts';

/** Namespaces: each ends only when the finalizer `kubernetes` of its spec is gone. */
export const namespaceRules: KindRules = {
  struct: 'Namespace',
  hasStatus: true,
  dependents: 'Background',
  returnsDeleted: true,
  defaults: defaultNamespace,
  prepareCreate: (namespace) => {
    const finalizers = [...new Set([...textsAt(namespace, 'spec.finalizers'), 'kubernetes'])];
    return { ...namespace, spec: { finalizers }, status: { phase: 'Active' } };
  },
  prepareUpdate: (namespace, old) => ({ ...namespace, spec: old.spec }),
  validate: validateNamespace,
  validateUpdate: validateMetaUpdate,
};

/** Nodes. */
export const nodeRules: KindRules = {
  struct: 'Node',
  hasStatus: true,
  dependents: 'Background',
  defaults: defaultNode,
  validate: validateNode,
  validateUpdate: validateNodeUpdate,
};

/** ConfigMaps. */
export const configMapRules: KindRules = {
  struct: 'ConfigMap',
  validate: validateData,
  validateUpdate: validateDataUpdate,
};

/** Secrets. */
export const secretRules: KindRules = {
  struct: 'Secret',
  defaults: defaultSecret,
  validate: validateData,
  validateUpdate: validateDataUpdate,
};

/** Service accounts. */
export const serviceAccountRules: KindRules = {
  struct: 'ServiceAccount',
  returnsDeleted: true,
  prepareCreate: ({ secrets, ...account }) =>
    Array.isArray(secrets) && secrets.length > 0 ? { ...account, secrets } : account,
  validate: validateMetaOnly(true),
  validateUpdate: validateMetaUpdate,
};

/** Events. */
export const eventRules: KindRules = {
  struct: 'Event',
  createOnUpdate: true,
  validate: validateEvent,
  validateUpdate: validateMetaUpdate,
};

/** Quotas. */
export const resourceQuotaRules: KindRules = {
  struct: 'ResourceQuota',
  hasStatus: true,
  returnsDeleted: true,
  prepareCreate: (quota) => ({ ...quota, status: {} }),
  validate: validateResourceQuota,
  validateUpdate: (quota, old) => [...validateMetaUpdate(quota, old), ...validateResourceQuota(quota)],
};
