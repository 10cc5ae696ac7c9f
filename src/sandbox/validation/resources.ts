/** What containers ask for (Kubernetes 1.36, pkg/apis/core/validation/validation.go, `validateResourceRequirements`). */
import { type Fields, listAt, mapAt, textAt } from '../api/fields.ts';
import { parseQuantity } from '../schema/quantity.ts';
import {
  duplicate,
  type FieldErrors,
  forbidden,
  invalid,
  invalidEach,
  notFound,
  required,
  when,
} from './field-errors.ts';
import { dnsLabel, labelKey } from './metadata/names.ts';

/** Requests and limits of a container. `claims`: the names of the pod's resource claims. */
export function validateResourceRequirements(resources: Fields, claims: readonly string[], path: string): FieldErrors {
  const limits = mapAt(resources, 'limits');
  const requests = mapAt(resources, 'requests');
  const names = [...Object.keys(limits), ...Object.keys(requests)];
  const isHugeAlone = names.some(isHugePages) && !names.includes('cpu') && !names.includes('memory');
  return [
    ...Object.entries(limits).flatMap(([name, amount]) => amountErrors(name, amount, `${path}.limits[${name}]`)),
    ...Object.entries(requests).flatMap(([name, amount]) => [
      ...amountErrors(name, amount, `${path}.requests[${name}]`),
      ...limitErrors({ name, amount, limit: limits[name] }, path),
    ]),
    ...when(isHugeAlone, forbidden(path, 'HugePages require cpu or memory')),
    ...claimErrors(listAt(resources, 'claims'), claims, `${path}.claims`),
  ];
}

/** A list of resources that is not for a container's claims: overhead, a quota. */
export function validateAmount(name: string, amount: string, path: string): FieldErrors {
  return valueErrors(name, amount, path);
}

/** The amount in billionths. */
export function nanosOf(amount: string): bigint {
  const parsed = parseQuantity(amount);
  return 'error' in parsed ? 0n : parsed.nanos;
}

/** The name of a resource as quotas and nodes may use it: a standard one, or one with a domain. */
export function validateResourceName(name: string, path: string): FieldErrors {
  const complaints = invalidEach(path, name, labelKey(name));
  if (complaints.length > 0 || name.includes('/')) return complaints;
  const isStandard = STANDARD_RESOURCES.has(name) || isHugePages(name) || name.startsWith('requests.hugepages-');
  return when(!isStandard, invalid(path, name, 'must be a standard resource type or fully qualified'));
}

const CONTAINER_RESOURCES: ReadonlySet<string> = new Set(['cpu', 'memory', 'ephemeral-storage']);
const COUNTED_RESOURCES: ReadonlySet<string> = new Set([
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
]);
const STANDARD_RESOURCES: ReadonlySet<string> = new Set([
  ...CONTAINER_RESOURCES,
  ...COUNTED_RESOURCES,
  'requests.cpu',
  'requests.memory',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  'storage',
  'requests.storage',
]);

function amountErrors(name: string, amount: string, path: string): FieldErrors {
  return [
    ...containerResourceErrors(name, path),
    ...valueErrors(name, amount, path),
    ...hugePageErrors(name, amount, path),
  ];
}

function containerResourceErrors(name: string, path: string): FieldErrors {
  const errors = validateResourceName(name, path);
  if (!name.includes('/')) {
    const isOfContainers = CONTAINER_RESOURCES.has(name) || isHugePages(name);
    return [...errors, ...when(!isOfContainers, invalid(path, name, 'must be a standard resource for containers'))];
  }
  const isExtended = isNative(name) || isExtendedResource(name);
  return [...errors, ...when(!isExtended, invalid(path, name, "doesn't follow extended resource name standard"))];
}

function valueErrors(name: string, amount: string, path: string): FieldErrors {
  const nanos = nanosOf(amount);
  const isCounted = COUNTED_RESOURCES.has(name) || isExtendedResource(name);
  return [
    ...when(nanos < 0n, invalid(path, amount, 'must be greater than or equal to 0')),
    ...when(isCounted && nanos % 1_000_000_000n !== 0n, invalid(path, amount, 'must be an integer')),
  ];
}

function hugePageErrors(name: string, amount: string, path: string): FieldErrors {
  if (!isHugePages(name)) return [];
  const page = nanosOf(name.slice('hugepages-'.length));
  const nanos = nanosOf(amount);
  const isDivisible = page > 0n && nanos % page === 0n;
  return when(!isDivisible, invalid(path, amount, `${amount} is not positive integer multiple of ${name}`));
}

interface Request {
  readonly name: string;
  readonly amount: string;
  readonly limit: string | undefined;
}

function limitErrors({ name, amount, limit }: Request, path: string): FieldErrors {
  const mayOvercommit = isNative(name) && !isHugePages(name);
  if (limit === undefined) {
    return when(!mayOvercommit, required(`${path}.limits`, 'Limit must be set for non overcommitable resources'));
  }
  const [asked, most] = [nanosOf(amount), nanosOf(limit)];
  const of = `${name} limit of ${limit}`;
  if (asked !== most && !mayOvercommit) return [invalid(`${path}.requests`, amount, `must be equal to ${of}`)];
  return when(asked > most, invalid(`${path}.requests`, amount, `must be less than or equal to ${of}`));
}

function claimErrors(used: readonly Fields[], claims: readonly string[], path: string): FieldErrors {
  const seen = new Set<string>();
  return used.flatMap((claim, i) => {
    const name = textAt(claim, 'name');
    const request = textAt(claim, 'request');
    const at = `${path}[${i}]`;
    if (name === '') return [required(at)];
    const key = request === '' ? name : `${name}/${request}`;
    const isRepeated = seen.has(key) || seen.has(name);
    seen.add(key);
    const list = claims.length === 0 ? ' which is empty' : `: ${claims.toSorted().join(', ')}`;
    return [
      ...(request === '' ? [] : invalidEach(`${at}.request`, request, dnsLabel(request))),
      ...when(isRepeated, duplicate(at, key)),
      ...when(!claims.includes(name), notFound(at, name, `must be one of the names in pod.spec.resourceClaims${list}`)),
    ];
  });
}

function isHugePages(name: string): boolean {
  return name.startsWith('hugepages-');
}

function isNative(name: string): boolean {
  return !name.includes('/') || name.includes('kubernetes.io/');
}

function isExtendedResource(name: string): boolean {
  return !isNative(name) && !name.startsWith('requests.') && labelKey(`requests.${name}`).length === 0;
}
