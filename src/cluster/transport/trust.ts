import tls from 'node:tls';
import { isRecord } from '../record.ts';

/** Whether an error says that nobody whom we trust has signed the server's certificate. */
export function isTrustTrouble(error: unknown): boolean {
  return isRecord(error) && UNKNOWN_AUTHORITY.includes(String(error.code));
}

const UNKNOWN_AUTHORITY: readonly string[] = [
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
];

let machineIsTrusted = false;

/** Whether the machine's authorities count: what was begun before that may fail for want of them, whoever called for them since. */
export function isMachineTrusted(): boolean {
  return machineIsTrusted;
}

/**
 * From here on the authorities that this machine trusts count beside those that Node brings along; kubectl knows the machine's
 * alone. Reading them takes time, so it is done once a certificate would be refused otherwise.
 */
export function trustTheMachine(): void {
  if (machineIsTrusted) return;
  machineIsTrusted = true;
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), ...tls.getCACertificates('system')]);
}
