/** How pods resolve names and what they are called (Kubernetes 1.36, pkg/apis/core/validation/validation.go). */
import { isIP } from 'node:net';
import { type Fields, listAt, textAt, textsAt } from '../../api/fields.ts';
import { type FieldErrors, forbidden, invalid, invalidEach, required, tooLong, when } from '../field-errors.ts';
import { dnsSubdomain } from '../metadata/names.ts';

/** `dnsConfig`, `hostAliases` and `hostnameOverride` of a pod's spec. */
export function validatePodDns(spec: Fields, path: string): FieldErrors {
  const { dnsConfig } = spec;
  const at = `${path}.dnsConfig`;
  if (spec.dnsPolicy === 'None') {
    if (dnsConfig === undefined) return [required(at, 'must provide `dnsConfig` when `dnsPolicy` is None')];
    const none = 'must provide at least one DNS nameserver when `dnsPolicy` is None';
    if (textsAt(dnsConfig, 'nameservers').length === 0) return [required(`${at}.nameservers`, none)];
  }
  return dnsConfig === undefined ? [] : dnsConfigErrors(dnsConfig, at);
}

/** Names that `/etc/hosts` of the pod gets. */
export function validateHostAliases(aliases: readonly Fields[], path: string): FieldErrors {
  return aliases.flatMap((alias, i) => [
    ...ipErrors(textAt(alias, 'ip'), `${path}[${i}].ip`),
    ...textsAt(alias, 'hostnames').flatMap((name, j) =>
      invalidEach(`${path}[${i}].hostnames[${j}]`, name, dnsSubdomain(name)),
    ),
  ]);
}

/** The name a pod sees as its own, whatever else it is called. */
export function validateHostnameOverride(spec: Fields, path: string): FieldErrors {
  const { hostnameOverride: name } = spec;
  if (typeof name !== 'string') return [];
  const at = `${path}.hostnameOverride`;
  return [
    ...when(spec.setHostnameAsFQDN === true, forbidden(at, 'may not be specified when setHostnameAsFQDN is true')),
    ...when(spec.hostNetwork === true, forbidden(at, 'may not be specified when hostNetwork is true')),
    ...when(name.length > 64, tooLong(at, 64)),
    ...invalidEach(at, name, dnsSubdomain(name)),
  ];
}

/** An IP address. */
export function ipErrors(address: string, path: string): FieldErrors {
  return when(
    isIP(address) === 0,
    invalid(path, address, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'),
  );
}

const MOST_NAMESERVERS = 3;
const MOST_SEARCHES = 32;
const MOST_SEARCH_CHARACTERS = 2048;

function dnsConfigErrors(config: unknown, path: string): FieldErrors {
  const nameservers = textsAt(config, 'nameservers');
  const searches = textsAt(config, 'searches');
  const [tooManyServers, tooManySearches, tooLongSearches] = [
    `must not have more than ${MOST_NAMESERVERS} nameservers`,
    `must not have more than ${MOST_SEARCHES} search paths`,
    `must not have more than ${MOST_SEARCH_CHARACTERS} characters (including spaces) in the search list`,
  ];
  return [
    ...when(nameservers.length > MOST_NAMESERVERS, invalid(`${path}.nameservers`, nameservers, tooManyServers)),
    ...nameservers.flatMap((server, i) => ipErrors(server, `${path}.nameservers[${i}]`)),
    ...when(searches.length > MOST_SEARCHES, invalid(`${path}.searches`, searches, tooManySearches)),
    ...when(searches.join(' ').length > MOST_SEARCH_CHARACTERS, invalid(`${path}.searches`, searches, tooLongSearches)),
    ...searches.flatMap((search, i) => searchErrors(search, `${path}.searches[${i}]`)),
    ...listAt(config, 'options').flatMap((option, i) =>
      when(textAt(option, 'name') === '', required(`${path}.options[${i}]`, 'must not be empty')),
    ),
  ];
}

function searchErrors(search: string, path: string): FieldErrors {
  const domain = search.replace(/\.$/, '');
  if (search === '.') return [];
  const plain = domain.replace(/(^|\.)_/g, '$1').replace(/_/g, '-');
  const complaints = dnsSubdomain(plain).map((complaint) =>
    complaint
      .replace("characters, '-' or '.'", "characters, '_', '-' or '.'")
      .replaceAll('[a-z0-9]([-a-z0-9]*[a-z0-9])?', '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?'),
  );
  return invalidEach(path, domain, complaints);
}
