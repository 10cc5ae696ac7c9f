/**
 * What can be done with resources. A verb is a value: those that read are in reading-verbs.ts; later ones (create, patch, delete, eviction)
 * are further files, handed to `serve` beside them. Discovery, routing and 501 follow from the list by themselves.
 */

import type { Clock } from '../clock.ts';
import type { Pose, StoreReader } from '../pose.ts';
import type { Answer } from './answer.ts';
import type { ExecPort } from './exec-port.ts';
import type { LogSource } from './log-source.ts';
import type { ApiRequest } from './request.ts';
import type { Resource } from './resources.ts';

/** What somebody may do or not; `*` is anything. */
export interface AskedAccess {
  readonly verb: string;
  /** Plural; with a subresource, `pods/log`. */
  readonly resource: string;
}

/** What answers are made from. */
export interface Cluster {
  readonly store: StoreReader;
  /** What clients are told of an object that was not read from there. */
  readonly told: Pose['told'];
  readonly clock: Clock;
  readonly logs: LogSource;
  readonly exec: ExecPort;
  /** Wall-clock time between the bookmarks of a quiet watch. */
  readonly bookmarkIntervalMs: number;
  /** Whether nobody may do something at present. */
  readonly refuses: (asked: AskedAccess) => boolean;
}

/** A request about a resource that is served. */
export interface ResourceRequest {
  readonly http: ApiRequest;
  readonly resource: Resource;
  /** Set in a namespace; undefined for cluster-scoped resources and for lists over all namespaces. */
  readonly namespace: string | undefined;
  /** The object's name; '' for a request about the collection. */
  readonly name: string;
}

/** One verb of the API on some resources, or on a subresource of them. */
export interface Verb {
  /** As discovery says it: get, list, watch, create, update, patch, delete, deletecollection. */
  readonly verb: string;
  /** Plural names, or every resource. */
  readonly resources: 'all' | readonly string[];
  /** '' for the resource itself; otherwise `log`, `status`, `eviction`, …, with the kind that discovery tells of it. */
  readonly subresource: string;
  readonly subresourceKind?: string;
  /** Where that kind is not of the resource's own group: clients find out by it what they may send. */
  readonly subresourceVersion?: { readonly group: string; readonly version: string };
  /** Answers, or throws a StatusError. */
  readonly answer: (request: ResourceRequest, cluster: Cluster) => Answer | Promise<Answer>;
}

/** Whether a verb is for this resource and subresource. */
export function isVerbFor(verb: Verb, resource: Resource, subresource: string): boolean {
  if (verb.subresource !== subresource) return false;
  return verb.resources === 'all' ? !resource.isVirtual : verb.resources.includes(resource.plural);
}
