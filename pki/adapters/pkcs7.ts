import { Certificate, ContentInfo, EncapsulatedContentInfo, SignedData } from 'pkijs';

/**
 * Certificates alone as PKCS#7 (`.p7b`): SignedData of CMS without content and signers (RFC 5652 §5.1;
 * RFC 8551 §3.8 calls it certs-only).
 * @param certificates DER; as a SET in DER they are sorted (ITU-T X.690 §11.6)
 */
export function buildPkcs7(certificates: readonly Uint8Array[]): Buffer {
  const signedData = new SignedData({
    version: 1,
    encapContentInfo: new EncapsulatedContentInfo({ eContentType: ContentInfo.DATA }),
    certificates: [...certificates]
      .sort(Buffer.compare)
      .map((der) => Certificate.fromBER(Uint8Array.from(der).buffer)),
  });
  const content = new ContentInfo({
    contentType: ContentInfo.SIGNED_DATA,
    content: signedData.toSchema(true),
  });
  return Buffer.from(content.toSchema().toBER(false));
}
