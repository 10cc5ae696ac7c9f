/**
 * Which names may be: complaints about a text, none when it may
 * (Kubernetes 1.36, staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go, pkg/api/validate/content).
 */

/** Complaints about a name. */
export type NameRule = (name: string) => readonly string[];

const DNS_LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const DNS_SUBDOMAIN = `${DNS_LABEL}(\\.${DNS_LABEL})*`;
const DNS_1035_LABEL = '[a-z]([-a-z0-9]*[a-z0-9])?';

/** `my-name`: at most 63 characters, no dots. */
export function dnsLabel(name: string): readonly string[] {
  const long = tooLong(name, 63);
  if (matches(name, DNS_LABEL)) return long;
  if (matches(name, DNS_SUBDOMAIN)) return [...long, 'must not contain dots'];
  const what =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
  return [...long, regexComplaint(what, DNS_LABEL, ['my-name', '123-abc'])];
}

/** `example.com`: labels joined by dots, at most 253 characters. */
export function dnsSubdomain(name: string): readonly string[] {
  const long = tooLong(name, 253);
  if (matches(name, DNS_SUBDOMAIN)) return long;
  const what =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
  return [...long, regexComplaint(what, DNS_SUBDOMAIN, ['example.com'])];
}

/** `my-name`, beginning with a letter: what services are called. */
export function dns1035Label(name: string): readonly string[] {
  const long = tooLong(name, 63);
  if (matches(name, DNS_1035_LABEL)) return long;
  const what =
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character";
  return [...long, regexComplaint(what, DNS_1035_LABEL, ['my-name', 'abc-123'])];
}

const LABEL_KEY = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const LABEL_KEY_COMPLAINT =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

/** `example.com/name`: the keys of labels and taints, finalizers, types of conditions. */
export function labelKey(key: string): readonly string[] {
  const parts = key.split('/');
  const rule = regexComplaint(LABEL_KEY_COMPLAINT, LABEL_KEY, ['MyName', 'my.name', '123-abc']);
  if (parts.length > 2) {
    return [`a valid label key ${rule} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  }
  const name = parts.at(-1) ?? '';
  const prefix = parts.length === 2 ? (parts[0] ?? '') : undefined;
  const ofName: string[] = [];
  if (name === '') ofName.push('name part must be non-empty');
  else if (bytes(name) > 63) ofName.push('name part must be no more than 63 bytes');
  if (!matches(name, LABEL_KEY)) ofName.push(`name part ${rule}`);
  return [...prefixComplaints(prefix), ...ofName];
}

/** What a label may say. */
export function labelValue(value: string): readonly string[] {
  const long = bytes(value) > 63 ? ['must be no more than 63 bytes'] : [];
  if (matches(value, `(${LABEL_KEY})?`)) return long;
  const what =
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
  return [...long, regexComplaint(what, `(${LABEL_KEY})?`, ['MyValue', 'my_value', '12345'])];
}

/** A key of a ConfigMap or a Secret. */
export function configMapKey(key: string): readonly string[] {
  const found = [...tooLong(key, 253)];
  const what = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'";
  if (!matches(key, '[-._a-zA-Z0-9]+')) {
    found.push(regexComplaint(what, '[-._a-zA-Z0-9]+', ['key.name', 'KEY_NAME', 'key-name']));
  }
  if (key === '.') found.push("must not be '.'");
  else if (key === '..') found.push("must not be '..'");
  else if (key.startsWith('..')) found.push("must not start with '..'");
  return found;
}

/** The name of an environment variable: any printable ASCII but `=`. */
export function envVarName(name: string): readonly string[] {
  if (name === '') return ['environment variable name must be non-empty'];
  if (/^[ -<>-~]*$/.test(name)) return [];
  return ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
}

/** The name of a port. */
export function portName(name: string): readonly string[] {
  const found = [...tooLong(name, 15)];
  if (!/^[-a-z0-9]+$/.test(name)) {
    found.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  }
  if (!/[a-z]/.test(name)) found.push('must contain at least one letter (a-z)');
  if (name.includes('--')) found.push('must not contain consecutive hyphens');
  if (name.startsWith('-') || name.endsWith('-')) found.push('must not begin or end with a hyphen');
  return found;
}

/** A number between two others, both included. */
export function inRange(value: number, least: number, most: number): readonly string[] {
  return value >= least && value <= most ? [] : [`must be between ${least} and ${most}, inclusive`];
}

/** A port's number. */
export function portNumber(port: number): readonly string[] {
  return inRange(port, 1, 65_535);
}

/** A user's or a group's number. */
export function userId(id: number): readonly string[] {
  return inRange(id, 0, 2 ** 31 - 1);
}

/** «…must be so (e.g. 'a', or 'b', regex used for validation is '…')». */
export function regexComplaint(what: string, regex: string, examples: readonly string[]): string {
  if (examples.length === 0) return `${what} (regex used for validation is '${regex}')`;
  const shown = examples.map((example) => `'${example}', `).join(' or ');
  return `${what} (e.g. ${shown}regex used for validation is '${regex}')`;
}

function prefixComplaints(prefix: string | undefined): readonly string[] {
  if (prefix === undefined) return [];
  if (prefix === '') return ['prefix part must be non-empty'];
  return dnsSubdomain(prefix).map((complaint) => `prefix part ${complaint.replace(/characters$/, 'bytes')}`);
}

function tooLong(name: string, limit: number): readonly string[] {
  return bytes(name) > limit ? [`must be no more than ${limit} characters`] : [];
}

function bytes(text: string): number {
  return Buffer.byteLength(text);
}

function matches(text: string, regex: string): boolean {
  return new RegExp(`^${regex}$`).test(text) && !text.endsWith('\n');
}
