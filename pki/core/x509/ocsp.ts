import { signatureAlgorithmOf } from '../algorithms.ts';
import { DerError } from '../der/errors.ts';
import { children, cursor, type Der, encoded, readDer } from '../der/reader.ts';
import { contextConstructed, contextTag, tag } from '../der/tags.ts';
import {
  hex,
  readBitStringBytes,
  readGeneralizedTime,
  readOctetString,
  readOid,
  readSmallInteger,
} from '../der/values.ts';
import { oid } from '../oids.ts';
import { type Certificate, parseCertificate } from './certificate.ts';
import { type Extensions, noExtensions, readExtensions } from './extensions.ts';
import { elementFilling, type GeneralName, readGeneralName } from './general-name.ts';
import { type Name, readName } from './name.ts';
import { type CrlReason, crlReason } from './reasons.ts';
import { serialHex } from './serial.ts';
import type { Signed } from './signed.ts';

/** CertID (RFC 6960 §4.1.1). Hashes are lower-case hex. */
export type CertId = {
  readonly raw: Uint8Array;
  /** Object identifier of the digest. */
  readonly digest: string;
  readonly issuerNameHash: string;
  readonly issuerKeyHash: string;
  readonly serialHex: string;
};

export type OcspRequest = {
  readonly raw: Uint8Array;
  readonly requestorName: GeneralName | undefined;
  readonly requests: readonly { readonly certId: CertId; readonly extensions: Extensions }[];
  readonly extensions: Extensions;
  /** Content of the nonce extension (RFC 9654). */
  readonly nonce: Uint8Array | undefined;
  readonly isSigned: boolean;
};

/** Asks of one request: more are refused, so that one message cannot cost much. */
const maxRequests = 256;

/** RFC 6960 §4.1.1. @throws DerError */
export function parseOcspRequest(bytes: Uint8Array): OcspRequest {
  const outer = cursor(readDer(bytes, { maxBytes: 1 << 20, maxElements: 20_000 }));
  const tbs = cursor(outer.next());
  const signature = outer.optional(contextConstructed(0));
  outer.end();
  readVersion(tbs.optional(contextConstructed(0)));
  const requestor = tbs.optional(contextConstructed(1));
  const list = tbs.next(tag.sequence);
  const extensionList = tbs.optional(contextConstructed(2));
  tbs.end();
  const elements = children(list, tag.sequence);
  if (elements.length === 0) throw new DerError('empty-sequence', list.start);
  if (elements.length > maxRequests) throw new DerError('too-many', list.start);
  const extensions = extensionList ? readExtensions(elementFilling(extensionList)) : noExtensions;
  return {
    raw: bytes,
    requestorName: requestor && readGeneralName(elementFilling(requestor)),
    requests: elements.map(readOneRequest),
    extensions,
    nonce: extensions.read('ocspNonce'),
    isSigned: signature !== undefined,
  };
}

function readOneRequest(der: Der): OcspRequest['requests'][number] {
  const inside = cursor(der);
  const certId = readCertId(inside.next());
  const list = inside.optional(contextConstructed(0));
  inside.end();
  return { certId, extensions: list ? readExtensions(elementFilling(list)) : noExtensions };
}

function readVersion(explicit: Der | undefined): void {
  if (explicit && readSmallInteger(elementFilling(explicit)) !== 0) {
    throw new DerError('version-unknown', explicit.start);
  }
}

function readCertId(der: Der): CertId {
  const inside = cursor(der);
  const algorithm = cursor(inside.next());
  const digest = readOid(algorithm.next());
  algorithm.optional(tag.null);
  algorithm.end();
  const issuerNameHash = hex(readOctetString(inside.next()));
  const issuerKeyHash = hex(readOctetString(inside.next()));
  const serial = serialHex(inside.next());
  inside.end();
  return { raw: encoded(der), digest, issuerNameHash, issuerKeyHash, serialHex: serial };
}

const responseStatuses = [
  'successful',
  'malformedRequest',
  'internalError',
  'tryLater',
  undefined,
  'sigRequired',
  'unauthorized',
] as const;

type OcspResponseStatus = NonNullable<(typeof responseStatuses)[number]>;

export type SingleResponse = {
  readonly certId: CertId;
  readonly status: 'good' | 'revoked' | 'unknown';
  readonly revokedAt: Date | undefined;
  readonly reason: CrlReason | undefined;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | undefined;
  readonly extensions: Extensions;
};

export type BasicOcspResponse = Signed & {
  readonly responder: { readonly name: Name } | { readonly keyHash: string };
  readonly producedAt: Date;
  readonly responses: readonly SingleResponse[];
  readonly extensions: Extensions;
  readonly nonce: Uint8Array | undefined;
  readonly certificates: readonly Certificate[];
};

/** `basic` is there when the status is `successful`. */
export type OcspResponse = {
  readonly raw: Uint8Array;
  readonly status: OcspResponseStatus;
  readonly basic: BasicOcspResponse | undefined;
};

/** RFC 6960 §4.2.1; the only response type is id-pkix-ocsp-basic. @throws DerError */
export function parseOcspResponse(bytes: Uint8Array): OcspResponse {
  const outer = cursor(readDer(bytes, { maxBytes: 4 << 20, maxElements: 200_000 }));
  const code = outer.next();
  const explicit = outer.optional(contextConstructed(0));
  outer.end();
  const status = responseStatuses[readSmallInteger(code, tag.enumerated)];
  if (status === undefined) throw new DerError('integer-range', code.start);
  if ((status === 'successful') !== (explicit !== undefined)) throw new DerError('missing', 0);
  return { raw: bytes, status, basic: explicit && readResponseBytes(elementFilling(explicit)) };
}

function readResponseBytes(der: Der): BasicOcspResponse {
  const inside = cursor(der);
  const kind = inside.next();
  if (readOid(kind) !== oid.ocspBasic) throw new DerError('tag-unexpected', kind.start);
  const value = readOctetString(inside.next());
  inside.end();
  return readBasic(readDer(value));
}

function readBasic(der: Der): BasicOcspResponse {
  const outer = cursor(der);
  const data = outer.next(tag.sequence);
  const algorithm = encoded(outer.next(tag.sequence));
  const signature = readBitStringBytes(outer.next());
  const certs = outer.optional(contextConstructed(0));
  outer.end();
  const tbs = cursor(data);
  readVersion(tbs.optional(contextConstructed(0)));
  const responder = readResponder(tbs.next());
  const producedAt = readGeneralizedTime(tbs.next());
  const responses = children(tbs.next(), tag.sequence).map(readSingle);
  const list = tbs.optional(contextConstructed(1));
  tbs.end();
  const extensions = list ? readExtensions(elementFilling(list)) : noExtensions;
  return {
    raw: encoded(der),
    tbsRaw: encoded(data),
    signatureAlgorithmRaw: algorithm,
    signatureAlgorithm: signatureAlgorithmOf(algorithm),
    signature,
    responder,
    producedAt,
    responses,
    extensions,
    nonce: extensions.read('ocspNonce'),
    certificates: certs
      ? children(elementFilling(certs), tag.sequence).map((c) => parseCertificate(encoded(c)))
      : [],
  };
}

function readResponder(der: Der): BasicOcspResponse['responder'] {
  if (der.tag === contextConstructed(1)) return { name: readName(elementFilling(der)) };
  if (der.tag === contextConstructed(2)) return { keyHash: hex(readOctetString(elementFilling(der))) };
  throw new DerError('tag-unexpected', der.start);
}

function readSingle(der: Der): SingleResponse {
  const inside = cursor(der);
  const certId = readCertId(inside.next());
  const choice = inside.next();
  const thisUpdate = readGeneralizedTime(inside.next());
  const next = inside.optional(contextConstructed(0));
  const list = inside.optional(contextConstructed(1));
  inside.end();
  return {
    certId,
    ...readStatus(choice),
    thisUpdate,
    nextUpdate: next && readGeneralizedTime(elementFilling(next)),
    extensions: list ? readExtensions(elementFilling(list)) : noExtensions,
  };
}

function readStatus(der: Der): Pick<SingleResponse, 'status' | 'revokedAt' | 'reason'> {
  const plain = { revokedAt: undefined, reason: undefined };
  if (der.tag === contextTag(0) && der.body === der.end) return { status: 'good', ...plain };
  if (der.tag === contextTag(2) && der.body === der.end) return { status: 'unknown', ...plain };
  const inside = cursor(der, contextConstructed(1));
  const revokedAt = readGeneralizedTime(inside.next());
  const explicit = inside.optional(contextConstructed(0));
  inside.end();
  const reason =
    explicit && crlReason(readSmallInteger(elementFilling(explicit), tag.enumerated), explicit.start);
  return { status: 'revoked', revokedAt, reason };
}
