import {
  bool,
  context,
  enumerated,
  explicit,
  generalizedTime,
  int,
  seq,
  seqOf,
  time,
} from '../der/writer.ts';
import { oid as id } from '../oids.ts';
import type { CrlReason } from '../x509/reasons.ts';
import { distributionPointName, extension } from './extensions.ts';

/** RFC 5280 §5.3.1 */
export const crlReasonCodes: Readonly<Record<CrlReason, number>> = {
  unspecified: 0,
  keyCompromise: 1,
  cACompromise: 2,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  certificateHold: 6,
  removeFromCRL: 8,
  privilegeWithdrawn: 9,
  aACompromise: 10,
};

export type CrlEntry = {
  /** Unsigned big-endian octets. */
  readonly serial: Uint8Array;
  readonly revokedAt: Date;
  /** `unspecified` is left out, as RFC 5280 §5.3.1 asks. */
  readonly reason?: CrlReason;
  /** When the key is thought to have been lost, where that is known (§5.3.2). */
  readonly invalidSince?: Date;
};

const reasonExtensions = Object.fromEntries(
  Object.entries(crlReasonCodes).map(([reason, code]) => [
    reason,
    extension(id.reasonCode, false, enumerated(code)),
  ]),
) as Record<CrlReason, Buffer>;

/** One DER member of revokedCertificates. Keep it beside the revocation: it never changes. */
export function encodeCrlEntry({ serial, revokedAt, reason, invalidSince }: CrlEntry): Buffer {
  const extensions = [
    ...(reason && reason !== 'unspecified' ? [reasonExtensions[reason]] : []),
    ...(invalidSince ? [extension(id.invalidityDate, false, generalizedTime(invalidSince))] : []),
  ];
  const parts = [int(serial), time(revokedAt)];
  return seqOf(extensions.length > 0 ? [...parts, seqOf(extensions)] : parts);
}

/** The parts of a CRL to be. */
export type TbsCertList = {
  /** DER AlgorithmIdentifier of the signature. */
  readonly signature: Uint8Array;
  /** DER Name: the octets of the issuer certificate's subject. */
  readonly issuer: Uint8Array;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  /** From `encodeCrlEntry`. */
  readonly entries: readonly Uint8Array[];
  /** `authorityKeyIdentifier`, `crlNumber` and what the kind of CRL needs. */
  readonly extensions: readonly Buffer[];
};

/** DER TBSCertList, version 2 (RFC 5280 §5.1.2); without entries the list is absent (§5.1.2.6). */
export function buildTbsCertList(list: TbsCertList): Buffer {
  return seq(
    int(1),
    list.signature,
    list.issuer,
    time(list.thisUpdate),
    time(list.nextUpdate),
    ...(list.entries.length > 0 ? [seqOf(list.entries)] : []),
    explicit(0, seqOf(list.extensions)),
  );
}

/** Monotone, 20 octets at most (RFC 5280 §5.2.3). */
export function crlNumber(number: number | bigint): Buffer {
  return extension(id.crlNumber, false, int(number));
}

/** Makes the CRL a delta on the full CRL of that number (RFC 5280 §5.2.4). */
export function deltaCrlIndicator(baseNumber: number | bigint): Buffer {
  return extension(id.deltaCrlIndicator, true, int(baseNumber));
}

export type IssuingDistributionPoint = {
  /** As in the certificates' CRL distribution points. */
  readonly url?: string;
  readonly only?: 'user' | 'authority';
};

/** Which part of the authority's certificates the CRL covers (RFC 5280 §5.2.5); delta and full say the same. */
export function issuingDistributionPoint({ url, only }: IssuingDistributionPoint): Buffer {
  const scope = only === undefined ? [] : [context(only === 'user' ? 1 : 2, bool(true).subarray(2))];
  return extension(
    id.issuingDistributionPoint,
    true,
    seqOf([...(url === undefined ? [] : [distributionPointName(url)]), ...scope]),
  );
}
