import { createHash } from 'node:crypto';
import { equalBytes } from '../../der/values.ts';
import { oid } from '../../oids.ts';
import type { Certificate } from '../../x509/certificate.ts';
import type { BasicOcspResponse, CertId, OcspResponse, SingleResponse } from '../../x509/ocsp.ts';
import type { PublicKeyInfo } from '../../x509/public-key.ts';
import { modernAlgorithms } from '../algorithm-policy.ts';
import { type Finding, finding } from '../findings.ts';
import type { Place } from '../state.ts';
import { ocspSignerFault } from './ocsp-signer.ts';
import type { RevocationContext, RevocationStatus } from './types.ts';

/** An answer without nextUpdate is taken for this long. */
const maxAgeMs = 24 * 3600_000;

/** RFC 6960 §3.2, §4.2.2 for one certificate. */
export function ocspStatus(
  place: Place,
  issuerKey: PublicKeyInfo,
  context: RevocationContext,
): RevocationStatus {
  let fault: Finding | undefined;
  let good = false;
  for (const response of context.request.revocation?.ocsp ?? []) {
    const refused = statusFault(response);
    if (refused) fault ??= refused;
    for (const single of response.basic?.responses ?? []) {
      if (!isAbout(single.certId, place.certificate, issuerKey)) continue;
      const wrong = answerFault(response.basic!, single, place, issuerKey, context);
      if (wrong) fault = wrong;
      else if (single.status === 'revoked') return { kind: 'revoked', finding: revokedBy(single) };
      else if (single.status === 'unknown') fault = finding('ocsp-unknown');
      else good = true;
    }
  }
  if (good) return { kind: 'good' };
  return fault ? { kind: 'unusable', finding: fault } : { kind: 'none' };
}

function statusFault({ status }: OcspResponse): Finding | undefined {
  return status === 'successful' ? undefined : finding('ocsp-status', { status });
}

/** RFC 6960 §4.1.1: name and key of the issuer, and the serial number. */
function isAbout(certId: CertId, certificate: Certificate, issuerKey: PublicKeyInfo): boolean {
  if (certId.serialHex !== certificate.serialHex) return false;
  const digest = digests[certId.digest];
  if (digest === undefined) return false;
  const hash = (bytes: Uint8Array) => createHash(digest).update(bytes).digest('hex');
  return (
    certId.issuerNameHash === hash(certificate.issuer.raw) && certId.issuerKeyHash === hash(issuerKey.key)
  );
}

const digests: Readonly<Record<string, string>> = {
  [oid.sha1]: 'sha1',
  [oid.sha256]: 'sha256',
  [oid.sha384]: 'sha384',
  [oid.sha512]: 'sha512',
};

/** RFC 6960 §3.2, in its order: signature and signer, times; then nonce (RFC 9654) and critical extensions. */
function answerFault(
  basic: BasicOcspResponse,
  single: SingleResponse,
  place: Place,
  issuerKey: PublicKeyInfo,
  context: RevocationContext,
): Finding | undefined {
  const { time, revocation, algorithms = modernAlgorithms } = context.request;
  if (basic.signatureAlgorithm === undefined) return finding('algorithm-unknown');
  const { name } = basic.signatureAlgorithm;
  if (!algorithms.signatures.has(name)) return finding('algorithm-weak', { algorithm: name });
  const signer = ocspSignerFault(basic, place, issuerKey, context);
  if (signer) return signer;
  const until = single.nextUpdate ?? new Date(single.thisUpdate.getTime() + maxAgeMs);
  if (time < single.thisUpdate || time > until) return finding('ocsp-not-current');
  const wanted = revocation?.nonce;
  if (wanted && !(basic.nonce && equalBytes(basic.nonce, wanted))) return finding('ocsp-nonce');
  const critical = [...basic.extensions, ...single.extensions].some(
    (e) => e.critical && e.oid !== oid.ocspNonce,
  );
  return critical ? finding('ocsp-critical-unknown') : undefined;
}

function revokedBy({ reason, revokedAt }: SingleResponse): Finding {
  return finding('revoked', { reason: reason ?? 'unspecified', time: revokedAt?.toISOString() ?? '' });
}
