import { DerError } from '../der/errors.ts';
import { cursor, encoded } from '../der/reader.ts';
import { contextConstructed, contextTag, tag } from '../der/tags.ts';
import { readBigInt, readSmallInteger, readTime } from '../der/values.ts';
import { sha256Hex } from '../sha256.ts';
import { type Extensions, noExtensions, readExtensions } from './extensions.ts';
import { elementFilling } from './general-name.ts';
import { type Name, readName, sameName } from './name.ts';
import { type PublicKeyInfo, readPublicKeyInfo } from './public-key.ts';
import { serialHex } from './serial.ts';
import { parseSigned, type Signed } from './signed.ts';

/** A certificate (RFC 5280 §4.1). Octets are views of the input. */
export type Certificate = Signed & {
  readonly version: 1 | 2 | 3;
  readonly serial: bigint;
  /** See `serialHex`. */
  readonly serialHex: string;
  /** Number of content octets of the serial number (§4.1.2.2 allows 20). */
  readonly serialLength: number;
  /** DER of the AlgorithmIdentifier inside the signed part. */
  readonly innerAlgorithmRaw: Uint8Array;
  readonly issuer: Name;
  readonly subject: Name;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly publicKey: PublicKeyInfo;
  readonly extensions: Extensions;
  /** issuer and subject are the same name (§3.2). */
  readonly selfIssued: boolean;
  /** Lower-case hex SHA-256 of `raw`. */
  readonly fingerprint: string;
};

/** Far beyond any honest certificate. */
const maxCertificateBytes = 1 << 20;

/**
 * Reads one DER certificate. What RFC 5280 forbids but X.509 allows (a negative serial number, an empty
 * issuer) is read; validation finds it. @throws DerError
 */
export function parseCertificate(bytes: Uint8Array): Certificate {
  const { tbs, ...signed } = parseSigned(bytes, maxCertificateBytes);
  const inside = cursor(tbs);
  const version = readVersion(inside.optional(contextConstructed(0)));
  const serial = inside.next(tag.integer);
  const innerAlgorithmRaw = encoded(inside.next(tag.sequence));
  const issuer = readName(inside.next());
  const validity = cursor(inside.next());
  const notBefore = readTime(validity.next());
  const notAfter = readTime(validity.next());
  validity.end();
  const subject = readName(inside.next());
  const publicKey = readPublicKeyInfo(inside.next());
  // Unique identifiers (§4.1.2.8) are in v2 and v3; nothing here uses them.
  const unique = [inside.optional(contextTag(1)), inside.optional(contextTag(2))].find(
    (id) => id !== undefined,
  );
  if (unique && version === 1) throw new DerError('extensions-version', unique.start);
  const list = inside.optional(contextConstructed(3));
  inside.end();
  if (list && version !== 3) throw new DerError('extensions-version', list.start);
  const extensions = list ? readExtensions(elementFilling(list)) : noExtensions;
  let selfIssued: boolean | undefined;
  return {
    ...signed,
    version,
    serialHex: serialHex(serial),
    serialLength: serial.end - serial.body,
    get serial() {
      return readBigInt(serial);
    },
    innerAlgorithmRaw,
    issuer,
    subject,
    notBefore,
    notAfter,
    publicKey,
    extensions,
    get selfIssued() {
      selfIssued ??= sameName(issuer, subject);
      return selfIssued;
    },
    get fingerprint() {
      return sha256Hex(signed.raw);
    },
  };
}

function readVersion(explicit: ReturnType<ReturnType<typeof cursor>['optional']>): 1 | 2 | 3 {
  if (explicit === undefined) return 1;
  const value = readSmallInteger(elementFilling(explicit));
  // DER leaves the default (v1) out (X.690 §11.5).
  if (value !== 1 && value !== 2) throw new DerError('version-unknown', explicit.start);
  return value === 1 ? 2 : 3;
}
