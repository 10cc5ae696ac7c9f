/** The rules of every kind that can be written, by the plural name of its resource. */
import type { KindRules } from './kind-rules.ts';
import {
  configMapRules,
  eventRules,
  namespaceRules,
  nodeRules,
  resourceQuotaRules,
  secretRules,
  serviceAccountRules,
} from './rules/core.ts';
import { cronJobRules } from './rules/cron-jobs.ts';
import { jobRules } from './rules/jobs.ts';
import { podRules } from './rules/pods.ts';
import { disruptionBudgetRules, endpointSliceRules, serviceRules } from './rules/services.ts';

/** The rules of a resource. Throws for one that cannot be written. */
export function rulesFor(plural: string): KindRules {
  const rules = RULES[plural];
  if (!rules) throw new Error(`no rules for writing ${plural}`);
  return rules;
}

/** The plural names of what can be written. */
export const WRITABLE: readonly string[] = [
  'configmaps',
  'cronjobs',
  'endpointslices',
  'events',
  'jobs',
  'namespaces',
  'nodes',
  'poddisruptionbudgets',
  'pods',
  'resourcequotas',
  'secrets',
  'serviceaccounts',
  'services',
];

const RULES: Readonly<Record<string, KindRules>> = {
  configmaps: configMapRules,
  cronjobs: cronJobRules,
  endpointslices: endpointSliceRules,
  events: eventRules,
  jobs: jobRules,
  namespaces: namespaceRules,
  nodes: nodeRules,
  poddisruptionbudgets: disruptionBudgetRules,
  pods: podRules,
  resourcequotas: resourceQuotaRules,
  secrets: secretRules,
  serviceaccounts: serviceAccountRules,
  services: serviceRules,
};
