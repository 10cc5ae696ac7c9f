/** `kubectl get endpointslices`. */

import type { StoredObject } from '../../store.ts';
import { listAt, numberAt, textAt, textsAt } from '../fields.ts';
import { age } from './cells.ts';
import { AGE, NAME, type Printer, text } from './column.ts';

/** NAME ADDRESSTYPE PORTS ENDPOINTS AGE */
export const endpointSlices: Printer = {
  columns: [
    NAME,
    text('AddressType', 'IPv4, IPv6 or FQDN.'),
    text('Ports', 'The ports of each endpoint.'),
    text('Endpoints', 'Their addresses.'),
    AGE,
  ],
  cells: (slice, now) => [
    slice.metadata.name,
    textAt(slice, 'addressType'),
    atMostThree(portsOf(slice), '<unset>'),
    atMostThree(
      listAt(slice, 'endpoints').flatMap((endpoint) => textsAt(endpoint, 'addresses')),
      '<unset>',
    ),
    age(slice, now),
  ],
};

function portsOf(slice: StoredObject): readonly string[] {
  return listAt(slice, 'ports').map((port) => String(numberAt(port, 'port') ?? (textAt(port, 'name') || '*')));
}

function atMostThree(all: readonly string[], none: string): string {
  if (all.length === 0) return none;
  const more = all.length > 3 ? ` + ${all.length - 3} more...` : '';
  return `${all.slice(0, 3).join(',')}${more}`;
}
