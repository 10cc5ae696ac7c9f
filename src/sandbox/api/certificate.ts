/**
 * A self-signed certificate for loopback. kubectl sends a token over TLS alone (client-go, tools/clientcmd/client_config.go: credentials
 * are read only when the server's address is https), so the embedded cluster has to speak it, and Node makes no certificates.
 */
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** A server's certificate, which is its own authority, and its private key, both PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/**
 * A fresh certificate for `127.0.0.1`, `::1` and `localhost` with a P-256 key (RFC 5280). It holds from 2020 to 2049: it lives as long as
 * one process, and must not depend on anyone's clock.
 */
export function loopbackCertificate(): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const body = sequence(
    tagged(0xa0, integer(Buffer.of(2))),
    integer(Buffer.concat([Buffer.of(0x01), randomBytes(15)])),
    ECDSA_WITH_SHA256,
    NAME,
    sequence(utcTime('200101000000Z'), utcTime('491231235959Z')),
    NAME,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(AUTHORITY, LOOPBACK_NAMES)),
  );
  const signature = sign('sha256', body, privateKey);
  const cert = sequence(body, ECDSA_WITH_SHA256, tagged(0x03, Buffer.of(0), signature));
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${wrapped(cert.toString('base64'))}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** DER object identifiers, already encoded (tag 6). */
const OID = {
  ecdsaWithSha256: Buffer.from('06082a8648ce3d040302', 'hex'),
  commonName: Buffer.from('0603550403', 'hex'),
  basicConstraints: Buffer.from('0603551d13', 'hex'),
  subjectAltName: Buffer.from('0603551d11', 'hex'),
};

const ECDSA_WITH_SHA256 = sequence(OID.ecdsaWithSha256);
const NAME = sequence(
  tagged(0x31, sequence(OID.commonName, tagged(0x0c, Buffer.from('kubectl-job embedded cluster')))),
);
/** basicConstraints, critical: an authority (of itself). */
const AUTHORITY = sequence(
  OID.basicConstraints,
  tagged(0x01, Buffer.of(0xff)),
  tagged(0x04, sequence(tagged(0x01, Buffer.of(0xff)))),
);
const LOOPBACK_NAMES = sequence(
  OID.subjectAltName,
  tagged(
    0x04,
    sequence(
      tagged(0x82, Buffer.from('localhost')),
      tagged(0x87, Buffer.of(127, 0, 0, 1)),
      tagged(0x87, Buffer.concat([Buffer.alloc(15), Buffer.of(1)])),
    ),
  ),
);

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, ...parts);
}

function integer(bytes: Buffer): Buffer {
  return tagged(0x02, bytes);
}

function utcTime(text: string): Buffer {
  return tagged(0x17, Buffer.from(text));
}

/** Tag, length (short form, or long form of one or two bytes), value. */
function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const value = Buffer.concat(parts);
  const { length } = value;
  if (length < 0x80) return Buffer.concat([Buffer.of(tag, length), value]);
  if (length < 0x100) return Buffer.concat([Buffer.of(tag, 0x81, length), value]);
  return Buffer.concat([Buffer.of(tag, 0x82, length >> 8, length & 0xff), value]);
}

function wrapped(base64: string): string {
  return base64.match(/.{1,64}/g)?.join('\n') ?? '';
}
