import { constructed, int, oid, seq, seqOf, setOf } from '../der/writer.ts';
import { oid as id } from '../oids.ts';

/** What a PKCS#10 asks for. */
export type CertificationRequestInfo = {
  /** DER Name. */
  readonly subject: Uint8Array;
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
  /** DER Extensions to ask for (attribute extensionRequest, RFC 2985 §5.4.2); none when empty. */
  readonly extensions?: readonly Buffer[];
};

/** DER CertificationRequestInfo (RFC 2986 §4.1); sign it and put it together with `assembleSigned`. */
export function buildCertificationRequestInfo(info: CertificationRequestInfo): Buffer {
  const { subject, spki, extensions = [] } = info;
  const request = extensions.length > 0 ? [extensionRequest(extensions)] : [];
  return seq(int(0), subject, spki, constructed(0xa0, request));
}

function extensionRequest(extensions: readonly Buffer[]): Buffer {
  return seq(oid(id.extensionRequest), setOf([seqOf(extensions)]));
}
