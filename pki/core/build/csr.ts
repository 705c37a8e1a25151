import { constructed, int, oid, seq, seqOf, setOf } from '../der/writer.ts';

/** What a PKCS#10 asks for. */
export type CertificationRequestInfo = {
  /** DER Name. */
  readonly subject: Buffer;
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Buffer;
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
  return seq(oid('1.2.840.113549.1.9.14'), setOf([seqOf(extensions)]));
}
