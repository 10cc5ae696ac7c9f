import type { Impersonation } from '../connection.ts';
import { KubeconfigError } from '../errors.ts';

/**
 * The headers that ask the server to act as somebody else (client-go, transport/round_trippers.go): user, uid, one line for
 * each group, and extras whose keys are percent-escaped. Throws KubeconfigError for a name that no header can hold.
 */
export function impersonationHeaders(who: Impersonation): Readonly<Record<string, string | readonly string[]>> {
  if (!who.user) return {};
  return {
    'Impersonate-User': headerText(who.user),
    ...(who.uid ? { 'Impersonate-Uid': headerText(who.uid) } : {}),
    ...(who.groups.length > 0 ? { 'Impersonate-Group': who.groups.map(headerText) } : {}),
    ...Object.fromEntries(
      Object.entries(who.extra).map(([key, values]) => [`Impersonate-Extra-${escapeKey(key)}`, values.map(headerText)]),
    ),
  };
}

function escapeKey(key: string): string {
  return [...Buffer.from(key, 'utf8')]
    .map((byte) => {
      const letter = String.fromCharCode(byte);
      const isSafe = /[A-Za-z0-9!#$&'*+.^_`|~-]/.test(letter);
      return isSafe ? letter : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}

/** Headers are bytes to Go and Latin-1 to Node: UTF-8 bytes are handed over as such. */
function headerText(text: string): string {
  if (!/[\0-\x08\x0a-\x1f\x7f]/.test(text)) return Buffer.from(text, 'utf8').toString('latin1');
  throw new KubeconfigError(
    `${JSON.stringify(text)} cannot be impersonated: it holds control characters`,
    'Check --as, --as-group, --as-uid and --as-user-extra.',
  );
}
