import { DerError } from '../der/errors.ts';
import { cursor, type Der, encoded, readDer } from '../der/reader.ts';
import { contextConstructed, tag } from '../der/tags.ts';
import { hex, readBoolean, readIntegerBytes, readOctetString, readOid, readSmallInteger } from '../der/values.ts';
import { oid } from '../oids.ts';

/** Which certificate is asked about. Hashes and serial are lower-case hex. */
export type OcspQuestion = {
  /** DER CertID, to be repeated in the answer. */
  readonly certId: Buffer;
  readonly hash: 'sha1' | 'sha256' | 'other';
  readonly issuerNameHash: string;
  readonly issuerKeyHash: string;
  /** As the issuer wrote it, without the sign octet. */
  readonly serial: string;
};

export type OcspRequest = {
  readonly questions: readonly OcspQuestion[];
  /** Content of the nonce extension. */
  readonly nonce: Buffer | undefined;
};

/** Octets, and certificates in one question: more is refused as malformed. */
export const ocspLimits = { bytes: 8192, questions: 16 } as const;

/**
 * Reads a DER OCSPRequest (RFC 6960 §4.1.1). Signatures on requests are passed over (§4.1.2: optional).
 * @throws DerError when it is not one, is too large, or holds a critical extension that is not known here
 */
export function readOcspRequest(bytes: Buffer): OcspRequest {
  const root = readDer(bytes, { maxBytes: ocspLimits.bytes, maxDepth: 16, maxElements: 1000 });
  const whole = cursor(root);
  const tbs = cursor(whole.next(tag.sequence));
  whole.optional(contextConstructed(0));
  whole.end();
  const version = tbs.optional(contextConstructed(0));
  if (version && readSmallInteger(cursor(version, contextConstructed(0)).next()) !== 0) {
    throw new DerError('version-unknown', version.start);
  }
  tbs.optional(contextConstructed(1));
  const list = tbs.next(tag.sequence);
  const extensions = tbs.optional(contextConstructed(2));
  tbs.end();
  const requests = cursor(list);
  const questions: OcspQuestion[] = [];
  while (requests.peek() !== undefined) {
    if (questions.length === ocspLimits.questions) throw new DerError('too-many', list.start);
    questions.push(readQuestion(requests.next(tag.sequence)));
  }
  if (questions.length === 0) throw new DerError('empty-sequence', list.start);
  return { questions, nonce: extensions && readNonce(extensions, contextConstructed(2)) };
}

function readQuestion(request: Der): OcspQuestion {
  const members = cursor(request);
  const certId = members.next(tag.sequence);
  const extensions = members.optional(contextConstructed(0));
  members.end();
  if (extensions) readNonce(extensions, contextConstructed(0));
  const parts = cursor(certId);
  const hash = readOid(cursor(parts.next(tag.sequence)).next(tag.oid));
  const issuerNameHash = hex(readOctetString(parts.next()));
  const issuerKeyHash = hex(readOctetString(parts.next()));
  const octets = readIntegerBytes(parts.next());
  parts.end();
  return {
    certId: Buffer.from(encoded(certId)),
    hash: hash === oid.sha1 ? 'sha1' : hash === oid.sha256 ? 'sha256' : 'other',
    issuerNameHash,
    issuerKeyHash,
    serial: hex(octets.length > 1 && octets[0] === 0 ? octets.subarray(1) : octets),
  };
}

/** RFC 6960 §4.4: only the nonce means something here; others are passed over unless critical. */
function readNonce(wrapped: Der, as: number): Buffer | undefined {
  const outer = cursor(wrapped, as);
  const extensions = cursor(outer.next(tag.sequence));
  outer.end();
  let nonce: Buffer | undefined;
  const seen = new Set<string>();
  while (extensions.peek() !== undefined) {
    const extension = extensions.next(tag.sequence);
    const members = cursor(extension);
    const id = readOid(members.next(tag.oid));
    const critical = members.optional(tag.boolean);
    const value = readOctetString(members.next());
    members.end();
    if (seen.has(id)) throw new DerError('extension-duplicate', extension.start);
    seen.add(id);
    if (id === oid.ocspNonce) nonce = Buffer.from(readOctetString(readDer(value)));
    else if (critical && readBoolean(critical)) throw new DerError('extension-malformed', extension.start, id);
  }
  return nonce;
}
