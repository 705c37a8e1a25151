import { bitString, explicit, int, seq, seqOf, time } from '../der/writer.ts';

/** The parts of a certificate to be, each already decided. */
export type TbsCertificate = {
  /** Unsigned big-endian octets, 20 at most, not zero (RFC 5280 §4.1.2.2); see `serialFromRandom`. */
  readonly serial: Uint8Array;
  /** DER AlgorithmIdentifier of the signature. */
  readonly signature: Uint8Array;
  /** DER Name: the octets of the issuer certificate's subject. */
  readonly issuer: Uint8Array;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** DER Name. */
  readonly subject: Uint8Array;
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
  /** DER Extensions, in the order in which they are to stand. */
  readonly extensions: readonly Buffer[];
};

const version3 = explicit(0, int(2));

/** DER TBSCertificate, version 3 (RFC 5280 §4.1.1.1). @throws RangeError on a serial that is not allowed */
export function buildTbsCertificate(tbs: TbsCertificate): Buffer {
  if (!isSerial(tbs.serial)) throw new RangeError('serial number must be positive and 20 octets at most');
  return seq(
    version3,
    int(tbs.serial),
    tbs.signature,
    tbs.issuer,
    seq(time(tbs.notBefore), time(tbs.notAfter)),
    tbs.subject,
    tbs.spki,
    ...(tbs.extensions.length > 0 ? [explicit(3, seqOf(tbs.extensions))] : []),
  );
}

/**
 * Puts a signed structure together: certificate, CRL or PKCS#10.
 * @param algorithm DER AlgorithmIdentifier, the same octets as inside `tbs`
 */
export function assembleSigned(tbs: Uint8Array, algorithm: Uint8Array, signature: Uint8Array): Buffer {
  return seq(tbs, algorithm, bitString(signature));
}

/**
 * A serial number from 16 random octets: positive, 126 bits of randomness, always 16 octets long
 * (RFC 5280 §4.1.2.2 wants at most 20 octets; CA/Browser Forum BR §7.1 at least 64 random bits).
 */
export function serialFromRandom(random: Uint8Array): Buffer {
  if (random.length !== 16) throw new RangeError('serial numbers are made from 16 random octets');
  const serial = Buffer.from(random);
  serial[0] = (serial[0]! & 0x3f) | 0x40;
  return serial;
}

function isSerial(serial: Uint8Array): boolean {
  if (!serial.some((octet) => octet !== 0)) return false;
  return serial.length < 20 || (serial.length === 20 && serial[0]! < 0x80);
}
