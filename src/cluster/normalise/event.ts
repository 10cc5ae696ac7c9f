import type { KubeEvent } from '../../batch/objects.ts';
import { Fields } from './fields.ts';
import { readMeta } from './meta.ts';

/**
 * An Event (core/v1) as the API sent it → `KubeEvent`. Components of the newer events API leave the two timestamps and the
 * count empty and fill `eventTime` and `series`; both come out alike (as kubectl reads them: pkg/describe/describe.go).
 * Never throws.
 */
export function normaliseEvent(object: unknown): KubeEvent {
  const fields = Fields.of(object);
  const { name, namespace, uid, resourceVersion, creationTimestamp } = readMeta(fields);
  const series = fields.object('series');
  const involved = fields.object('involvedObject');
  const once = fields.time('eventTime') ?? creationTimestamp;
  return {
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    type: fields.text('type') ?? '',
    reason: fields.text('reason') ?? '',
    message: fields.text('message') ?? '',
    from: fields.object('source').text('component') || (fields.text('reportingComponent') ?? ''),
    count: series.count('count') || fields.count('count') || 1,
    firstSeen: fields.time('firstTimestamp') ?? once,
    lastSeen: series.time('lastObservedTime') ?? fields.time('lastTimestamp') ?? once,
    involved: {
      kind: involved.text('kind') ?? '',
      name: involved.text('name') ?? '',
      uid: involved.text('uid') ?? '',
    },
  };
}
