import { createHash } from 'node:crypto';
import {
  bitString,
  constructed,
  context,
  enumerated,
  explicit,
  generalizedTime,
  int,
  nul,
  octetString,
  oid,
  seq,
  seqOf,
  tlv,
} from '../der/writer.ts';
import { oid as id } from '../oids.ts';
import { parsePublicKeyInfo } from '../x509/public-key.ts';
import type { CrlReason } from '../x509/reasons.ts';
import { crlReasonCodes } from './crl.ts';
import { extension } from './extensions.ts';

const hashIdentifiers = {
  sha1: seq(oid(id.sha1), nul()),
  sha256: seq(oid(id.sha256), nul()),
} as const;

export type OcspHash = keyof typeof hashIdentifiers;

/** DER CertID (RFC 6960 §4.1.1). An answer repeats the CertID of its question, octet for octet. */
export function ocspCertId(
  hash: OcspHash,
  issuerName: Uint8Array,
  issuerSpki: Uint8Array,
  serial: Uint8Array,
): Buffer {
  const digest = (octets: Uint8Array) => octetString(createHash(hash).update(octets).digest());
  return seq(
    hashIdentifiers[hash],
    digest(issuerName),
    digest(parsePublicKeyInfo(issuerSpki).key),
    int(serial),
  );
}

export type OcspStatus =
  | { readonly status: 'good' }
  | { readonly status: 'revoked'; readonly revokedAt: Date; readonly reason?: CrlReason }
  | { readonly status: 'unknown' };

export type SingleResponse = OcspStatus & {
  /** DER CertID. */
  readonly certId: Uint8Array;
  readonly thisUpdate: Date;
  readonly nextUpdate?: Date;
};

export type OcspResponseData = {
  /** DER SubjectPublicKeyInfo of the responder: it is named by key (RFC 6960 §4.2.2.3, `byKey`). */
  readonly responderSpki: Uint8Array;
  readonly producedAt: Date;
  readonly responses: readonly SingleResponse[];
  /** Content of the question's nonce, repeated; see `isNonceAllowed`. */
  readonly nonce?: Uint8Array;
};

/** DER ResponseData (RFC 6960 §4.2.1): what the responder signs. */
export function buildOcspResponseData(data: OcspResponseData): Buffer {
  const nonce = data.nonce === undefined ? [] : [explicit(1, seq(nonceExtension(data.nonce)))];
  return seq(
    explicit(2, octetString(responderKeyHash(data.responderSpki))),
    generalizedTime(data.producedAt),
    seqOf(data.responses.map(singleResponse)),
    ...nonce,
  );
}

/**
 * DER OCSPResponse, successful, of type id-pkix-ocsp-basic.
 * @param certificates DER of the delegated responder's certificate (and its chain, where wanted)
 */
export function assembleOcspResponse(
  responseData: Uint8Array,
  algorithm: Uint8Array,
  signature: Uint8Array,
  certificates: readonly Uint8Array[] = [],
): Buffer {
  const chain = certificates.length > 0 ? [explicit(0, seqOf(certificates))] : [];
  const basic = seq(responseData, algorithm, bitString(signature), ...chain);
  return seq(enumerated(0), explicit(0, seq(oid(id.ocspBasic), octetString(basic))));
}

/** OCSPResponseStatus other than successful (RFC 6960 §4.2.1). */
const errorStatuses = {
  malformedRequest: 1,
  internalError: 2,
  tryLater: 3,
  sigRequired: 5,
  unauthorized: 6,
} as const;
export type OcspErrorStatus = keyof typeof errorStatuses;

/** An unsigned error answer: five octets, no response bytes (RFC 6960 §2.3). */
export function ocspErrorResponse(status: OcspErrorStatus): Buffer {
  return seq(enumerated(errorStatuses[status]));
}

/** A question's nonce must hold 1 to 128 octets (RFC 9654 §2.1); else the request is malformed. */
export function isNonceAllowed(nonce: Uint8Array): boolean {
  return nonce.length >= 1 && nonce.length <= 128;
}

/** DER OCSPRequest for one certificate, unsigned (RFC 6960 §4.1.1). */
export function buildOcspRequest(certId: Uint8Array, nonce?: Uint8Array): Buffer {
  const extensions = nonce === undefined ? [] : [explicit(2, seq(nonceExtension(nonce)))];
  return seq(seq(seq(seq(certId)), ...extensions));
}

function nonceExtension(nonce: Uint8Array): Buffer {
  return extension(id.ocspNonce, false, octetString(nonce));
}

/** SHA-1 of the responder's key: fixed by RFC 6960 §4.2.1 (`KeyHash`), it protects nothing. */
function responderKeyHash(spki: Uint8Array): Buffer {
  return createHash('sha1').update(parsePublicKeyInfo(spki).key).digest();
}

function singleResponse(single: SingleResponse): Buffer {
  const nextUpdate = single.nextUpdate ? [explicit(0, generalizedTime(single.nextUpdate))] : [];
  return seq(single.certId, certStatus(single), generalizedTime(single.thisUpdate), ...nextUpdate);
}

function certStatus(single: OcspStatus): Buffer {
  switch (single.status) {
    case 'good':
      return context(0, Buffer.alloc(0));
    case 'unknown':
      return context(2, Buffer.alloc(0));
    case 'revoked': {
      const { reason, revokedAt } = single;
      const named = reason && reason !== 'unspecified' ? [tlv(0xa0, enumerated(crlReasonCodes[reason]))] : [];
      return constructed(0xa1, [generalizedTime(revokedAt), ...named]);
    }
  }
}
