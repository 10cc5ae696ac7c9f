/**
 * The certificate of the embedded cluster's HTTPS server. kubectl sends a bearer token over HTTPS only (client-go,
 * tools/clientcmd/client_config.go, `ClientConfig`), so a token means TLS, and TLS means a certificate made on the spot.
 */

import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** A server's certificate and its key, both PEM. The certificate is its own authority. */
export interface ServerCertificate {
  readonly certificate: string;
  readonly key: string;
}

/**
 * A fresh self-signed certificate for `localhost`, 127.0.0.1 and ::1 (RFC 5280, ECDSA P-256 with SHA-256), valid from 2020 to 2049: a
 * wrong clock on the machine does not lock anybody out. The key never leaves the process.
 */
export function selfSignedCertificate(): ServerCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const body = certificateBody(publicKey);
  const signature = sign('sha256', body, privateKey);
  const certificate = sequence(body, ECDSA_WITH_SHA256, bitString(signature));
  return { certificate: pem(certificate), key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

const TAG = { integer: 0x02, bitString: 0x03, octetString: 0x04, utf8: 0x0c, utcTime: 0x17, sequence: 0x30, set: 0x31 };
const VERSION_3 = tagged(0xa0, tagged(TAG.integer, Buffer.from([2])));
const ECDSA_WITH_SHA256 = sequence(oid('06082a8648ce3d040302'));
const COMMON_NAME = oid('0603550403');
const BASIC_CONSTRAINTS = oid('0603551d13');
const KEY_USAGE = oid('0603551d0f');
const EXTENDED_KEY_USAGE = oid('0603551d25');
const SERVER_AUTH = oid('06082b06010505070301');
const SUBJECT_ALT_NAME = oid('0603551d11');
const TRUE = Buffer.from('0101ff', 'hex');
/** digitalSignature and keyCertSign: bits 0 and 5, two unused. */
const SIGN_AND_CERTIFY = Buffer.from([2, 0b1000_0100]);
const LOOPBACK_V6 = Buffer.from([...new Array<number>(15).fill(0), 1]);

function certificateBody(publicKey: KeyObject): Buffer {
  const serial = Buffer.concat([Buffer.from([1]), randomBytes(15)]);
  const name = sequence(
    tagged(TAG.set, sequence(COMMON_NAME, tagged(TAG.utf8, Buffer.from('kubectl-job embedded cluster')))),
  );
  const validity = sequence(utcTime('200101000000Z'), utcTime('491231235959Z'));
  const key = publicKey.export({ type: 'spki', format: 'der' });
  return sequence(
    VERSION_3,
    tagged(TAG.integer, serial),
    ECDSA_WITH_SHA256,
    name,
    validity,
    name,
    key,
    tagged(0xa3, extensions()),
  );
}

function extensions(): Buffer {
  const names = sequence(
    tagged(0x82, Buffer.from('localhost')),
    tagged(0x87, Buffer.from([127, 0, 0, 1])),
    tagged(0x87, LOOPBACK_V6),
  );
  return sequence(
    sequence(BASIC_CONSTRAINTS, TRUE, tagged(TAG.octetString, sequence(TRUE))),
    sequence(KEY_USAGE, TRUE, tagged(TAG.octetString, tagged(TAG.bitString, SIGN_AND_CERTIFY))),
    sequence(EXTENDED_KEY_USAGE, tagged(TAG.octetString, sequence(SERVER_AUTH))),
    sequence(SUBJECT_ALT_NAME, tagged(TAG.octetString, names)),
  );
}

/** DER: tag, length, content. */
function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(TAG.sequence, Buffer.concat(parts));
}

function bitString(content: Buffer): Buffer {
  return tagged(TAG.bitString, Buffer.concat([Buffer.from([0]), content]));
}

function utcTime(text: string): Buffer {
  return tagged(TAG.utcTime, Buffer.from(text));
}

function oid(hex: string): Buffer {
  return Buffer.from(hex, 'hex');
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
