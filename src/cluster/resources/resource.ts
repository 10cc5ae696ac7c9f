import type { Call, Resource, Scope } from '../port.ts';
import { objectOf } from '../transport/read-answer.ts';
import type { Timing } from '../transport/timing.ts';
import type { Transport } from '../transport/transport.ts';
import { type ListedKind, pagesOf } from './pages.ts';
import { patiently } from './patience.ts';
import { objectPath, type ResourceKind, type Versioned } from './resource-kind.ts';
import { watchCollection } from './watch.ts';

/** One kind of object on a server. */
export function resource<T extends Versioned>(
  kind: ResourceKind<T> & { readonly namespaced?: boolean },
  transport: Transport,
  timing: Timing,
): Resource<T> {
  const { server } = transport;
  const once = (request: Parameters<Transport['send']>[0]) => transport.send(request);
  const patient = patiently(once, timing);
  return {
    async get(name, namespace, call) {
      const path = objectPath(kind, kind.namespaced === false ? undefined : namespace, name);
      return kind.normalise(await objectOf(await patient({ path, query: {}, signal: call.signal }), server));
    },
    list: (scope, call) => listOnce({ send: patient, server, kind }, scope, call),
    watch: (scope, call) => watchCollection({ send: once, server, kind, timing }, scope, call),
  };
}

/** Each object once, also when the list had to be started anew. */
async function* listOnce<T extends Versioned>(
  from: ListedKind<T>,
  scope: Scope,
  call: Call,
): AsyncGenerator<T, void, void> {
  const seen = new Set<string>();
  for await (const part of pagesOf(from, scope, call)) {
    for (const object of part.items) {
      const { uid, namespace, name } = object.metadata;
      const identity = uid || `${namespace}/${name}`;
      if (seen.has(identity)) continue;
      seen.add(identity);
      yield object;
    }
  }
}
