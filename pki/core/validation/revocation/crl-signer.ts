import { DerError } from '../../der/errors.ts';
import type { Certificate } from '../../x509/certificate.ts';
import type { CertificateList } from '../../x509/crl.ts';
import { sameName } from '../../x509/name.ts';
import type { PublicKeyInfo } from '../../x509/public-key.ts';
import { type Finding, finding } from '../findings.ts';
import type { Place } from '../state.ts';
import { maxSigners, type RevocationContext } from './types.ts';

/**
 * RFC 5280 §6.3.3 (f), (g): who signed the list is the issuer in the path, or has a path of its own to the
 * same trust anchor; where key usage is stated, it includes cRLSign.
 */
export function crlSignerFault(
  crl: CertificateList,
  place: Place,
  issuerKey: PublicKeyInfo,
  context: RevocationContext,
): Finding | undefined {
  const { signatures } = context;
  if (sameName(crl.issuer, place.issuer.subject) && signatures.isSignedBy(crl, issuerKey)) {
    return maySignLists(place.issuer) ? undefined : finding('crl-signer');
  }
  const others = candidates(crl, place, context).filter((other) =>
    signatures.isSignedBy(crl, other.publicKey),
  );
  if (others.length === 0) return finding('crl-signature');
  return others.some((other) => isTrusted(other, place, context)) ? undefined : finding('crl-signer');
}

function candidates(
  crl: CertificateList,
  { path, issuer }: Place,
  { request }: RevocationContext,
): Certificate[] {
  const known = new Set([...path, ...(request.intermediates ?? []), ...request.trustAnchors]);
  return [...known].filter((other) => other !== issuer && sameName(other.subject, crl.issuer));
}

function maySignLists({ extensions }: Certificate): boolean {
  try {
    return extensions.read('keyUsage')?.has('cRLSign') ?? true;
  } catch (error) {
    if (error instanceof DerError) return false;
    throw error;
  }
}

function isTrusted(signer: Certificate, { path }: Place, context: RevocationContext): boolean {
  if (!maySignLists(signer)) return false;
  const anchor = path[0]!;
  if (signer === anchor) return true;
  // Who signs lists may be on its own list: its path is being validated just now, this list decides it.
  if (context.signers.includes(signer)) return true;
  if (context.signers.length >= maxSigners) return false;
  const { time, algorithms, conformance, intermediates, revocation } = context.request;
  const trustAnchors = [anchor];
  const report = context.validateSigner({
    leaf: signer,
    trustAnchors,
    intermediates,
    time,
    algorithms,
    conformance,
    revocation,
  });
  return report?.valid ?? false;
}
