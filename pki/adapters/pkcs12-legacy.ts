import { createHash, createHmac, randomBytes } from 'node:crypto';
import forge from 'node-forge';
import { context, explicit, int, nul, octetString, oid, seq, seqOf, setOf, tlv } from '../core/der/writer.ts';
import type { Pkcs12Content } from './pkcs12.ts';

/**
 * A PKCS#12 file for desktops that read nothing newer (Windows before 10 1709, old macOS, old Java): 3DES
 * and SHA-1 throughout (RFC 7292 appendix B, C). The password is all that protects it: prefer `buildPkcs12`.
 * node-forge encrypts and derives; its own PKCS#12 writer only knows RSA, so the structure is ours.
 */
export function buildLegacyPkcs12(content: Pkcs12Content): Buffer {
  const { privateKeyPkcs8, chain, password } = content;
  const attributes = attributesOf(content);
  const keyBag = safeBag('1.2.840.113549.1.12.10.1.2', encrypt(privateKeyPkcs8, password), attributes);
  const certificates = chain.map((der, at) => {
    const certBag = seq(oid('1.2.840.113549.1.9.22.1'), explicit(0, octetString(der)));
    return safeBag('1.2.840.113549.1.12.10.1.3', certBag, at === 0 ? attributes : undefined);
  });
  const authSafe = seq(data(seq(keyBag)), encryptedData(seqOf(certificates), password));
  return seq(int(3), data(authSafe), macData(authSafe, password));
}

const rounds = 2048;

/** DER EncryptedPrivateKeyInfo, which for any content is its algorithm and its octets. */
function encrypt(der: Uint8Array, password: string): Buffer {
  const asn1 = forge.asn1.fromDer(forge.util.createBuffer(binary(der)));
  const options = { algorithm: '3des', count: rounds, saltSize: 8 } as const;
  return Buffer.from(
    forge.asn1.toDer(forge.pki.encryptPrivateKeyInfo(asn1, password, options)).getBytes(),
    'binary',
  );
}

/** EncryptedData (RFC 5652 §8) as ContentInfo. */
function encryptedData(der: Buffer, password: string): Buffer {
  const sealed = forge.asn1.fromDer(forge.util.createBuffer(binary(encrypt(der, password))));
  const [algorithm, octets] = sealed.value as forge.asn1.Asn1[];
  const info = seq(
    oid('1.2.840.113549.1.7.1'),
    Buffer.from(forge.asn1.toDer(algorithm!).getBytes(), 'binary'),
    context(0, Buffer.from(octets!.value as string, 'binary')),
  );
  return seq(oid('1.2.840.113549.1.7.6'), explicit(0, seq(int(0), info)));
}

function data(content: Buffer): Buffer {
  return seq(oid('1.2.840.113549.1.7.1'), explicit(0, octetString(content)));
}

/** MacData over the authenticated safe (RFC 7292 §4). */
function macData(authSafe: Buffer, password: string): Buffer {
  const salt = randomBytes(8);
  const md = forge.md.sha1.create();
  const key = forge.pkcs12.generateKey(password, forge.util.createBuffer(binary(salt)), 3, rounds, 20, md);
  const mac = createHmac('sha1', Buffer.from(key.getBytes(), 'binary')).update(authSafe).digest();
  return seq(seq(seq(oid('1.3.14.3.2.26'), nul()), octetString(mac)), octetString(salt), int(rounds));
}

function safeBag(type: string, value: Buffer, attributes: Buffer | undefined): Buffer {
  return seq(oid(type), explicit(0, value), ...(attributes ? [attributes] : []));
}

/** friendlyName (a BMPString) and localKeyId. */
function attributesOf({ friendlyName, chain }: Pkcs12Content): Buffer {
  const name = tlv(0x1e, Buffer.from(friendlyName, 'utf16le').swap16());
  const keyId = octetString(createHash('sha1').update(chain[0]!).digest());
  return setOf([
    seq(oid('1.2.840.113549.1.9.20'), setOf([name])),
    seq(oid('1.2.840.113549.1.9.21'), setOf([keyId])),
  ]);
}

function binary(octets: Uint8Array): string {
  return Buffer.from(octets).toString('binary');
}
