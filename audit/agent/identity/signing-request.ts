import { generateKeyPairSync, sign } from 'node:crypto';

/** A PKCS#8 key in PEM and a PKCS#10 for it in PEM. */
export type KeyAndRequest = { readonly key: string; readonly request: string };

const oid = {
  commonName: [0x55, 0x04, 0x03],
  /** ecdsa-with-SHA256, RFC 5758 §3.2. */
  ecdsaSha256: [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02],
} as const;

/**
 * A new P-256 key and its certification request (RFC 2986). The name is only for people who read the request:
 * the certificate takes none of it.
 */
export function makeKeyAndRequest(name: string): KeyAndRequest {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const subject = der(0x30, der(0x31, der(0x30, der(0x06, oid.commonName), der(0x0c, Buffer.from(name)))));
  const info = der(
    0x30,
    der(0x02, [0]),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa0),
  );
  const signature = sign('sha256', info, privateKey);
  const request = der(
    0x30,
    info,
    der(0x30, der(0x06, oid.ecdsaSha256)),
    der(0x03, Buffer.concat([Buffer.of(0), signature])),
  );
  const lines = request.toString('base64').match(/.{1,64}/g)!;
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    request: ['-----BEGIN CERTIFICATE REQUEST-----', ...lines, '-----END CERTIFICATE REQUEST-----', ''].join(
      '\n',
    ),
  };
}

/** One DER element (X.690 §8.1). */
function der(tag: number, ...content: readonly (Uint8Array | readonly number[])[]): Buffer {
  const body = Buffer.concat(content.map((part) => Buffer.from(part)));
  const { length } = body;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...size), body]);
}
