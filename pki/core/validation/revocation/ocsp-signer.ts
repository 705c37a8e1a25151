import { DerError } from '../../der/errors.ts';
import { equalBytes } from '../../der/values.ts';
import { oid } from '../../oids.ts';
import type { Certificate } from '../../x509/certificate.ts';
import { sameName } from '../../x509/name.ts';
import type { BasicOcspResponse } from '../../x509/ocsp.ts';
import type { PublicKeyInfo } from '../../x509/public-key.ts';
import { type Finding, finding } from '../findings.ts';
import type { Place } from '../state.ts';
import { maxSigners, type RevocationContext } from './types.ts';

/**
 * RFC 6960 §4.2.2.2: the answer is signed by the issuer itself, or by one to whom the issuer gave a
 * certificate with id-kp-OCSPSigning, directly and with the same key.
 */
export function ocspSignerFault(
  basic: BasicOcspResponse,
  place: Place,
  issuerKey: PublicKeyInfo,
  context: RevocationContext,
): Finding | undefined {
  const { signatures } = context;
  const isNamed = (subject: Certificate['subject'], key: PublicKeyInfo) =>
    'name' in basic.responder
      ? sameName(basic.responder.name, subject)
      : basic.responder.keyHash === key.sha1;
  if (isNamed(place.issuer.subject, issuerKey) && signatures.isSignedBy(basic, issuerKey)) return undefined;
  const delegate = basic.certificates.find(
    (other) => isNamed(other.subject, other.publicKey) && signatures.isSignedBy(basic, other.publicKey),
  );
  return delegate && isDelegate(delegate, place, issuerKey, context) ? undefined : finding('ocsp-signer');
}

function isDelegate(
  delegate: Certificate,
  { certificate, issuer, path }: Place,
  issuerKey: PublicKeyInfo,
  { request, signatures, signers, validateSigner }: RevocationContext,
): boolean {
  const { extensions } = delegate;
  try {
    if (!extensions.read('extKeyUsage')?.includes(oid.ocspSigning)) return false;
    if (!sameName(delegate.issuer, certificate.issuer) || !signatures.isSignedBy(delegate, issuerKey))
      return false;
    const isKnown = signers.some((signer) => equalBytes(signer.raw, delegate.raw));
    if (isKnown || signers.length >= maxSigners) return false;
    // §4.2.2.2.1: such a certificate asks not to be checked itself.
    const unchecked = extensions.get(oid.ocspNoCheck) !== undefined;
    const { time, algorithms, conformance, intermediates = [], revocation } = request;
    const report = validateSigner({
      leaf: delegate,
      intermediates: [issuer, ...intermediates],
      trustAnchors: [path[0]!],
      time,
      eku: [oid.ocspSigning],
      keyUsage: ['digitalSignature'],
      algorithms,
      conformance,
      revocation: unchecked || !revocation ? undefined : { ...revocation, nonce: undefined },
    });
    return report?.valid ?? false;
  } catch (error) {
    if (error instanceof DerError) return false;
    throw error;
  }
}
