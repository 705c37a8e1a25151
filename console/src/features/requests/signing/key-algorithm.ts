import type { PrivateKeyInfo } from 'pkijs';

/** How WebCrypto imports a key and signs with it. */
export type KeyUse = {
  readonly importAs: EcKeyImportParams | RsaHashedImportParams | Algorithm;
  readonly signAs: EcdsaParams | Algorithm;
};

const curves: Readonly<Record<string, { curve: string; hash: string }>> = {
  '1.2.840.10045.3.1.7': { curve: 'P-256', hash: 'SHA-256' },
  '1.3.132.0.34': { curve: 'P-384', hash: 'SHA-384' },
};

/** The use of a private key by its algorithm (RFC 5208, RFC 5480, RFC 8410); undefined when WebCrypto has none. */
export function keyUseOf(key: PrivateKeyInfo): KeyUse | undefined {
  const { algorithmId, algorithmParams } = key.privateKeyAlgorithm;
  switch (algorithmId) {
    case '1.2.840.10045.2.1': {
      const known = curves[String(algorithmParams?.valueBlock?.toString() ?? '')];
      return (
        known && {
          importAs: { name: 'ECDSA', namedCurve: known.curve },
          signAs: { name: 'ECDSA', hash: known.hash },
        }
      );
    }
    case '1.2.840.113549.1.1.1':
      return {
        importAs: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
        signAs: { name: 'RSASSA-PKCS1-v1_5' },
      };
    case '1.3.101.112':
      return { importAs: { name: 'Ed25519' }, signAs: { name: 'Ed25519' } };
    default:
      return undefined;
  }
}
