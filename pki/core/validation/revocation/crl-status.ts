import { DerError } from '../../der/errors.ts';
import { equalBytes } from '../../der/values.ts';
import { oid } from '../../oids.ts';
import type { Certificate } from '../../x509/certificate.ts';
import type { CertificateList, CrlEntry } from '../../x509/crl.ts';
import type { DistributionPoint } from '../../x509/distribution-point.ts';
import { sameName } from '../../x509/name.ts';
import type { PublicKeyInfo } from '../../x509/public-key.ts';
import { allReasons } from '../../x509/reasons.ts';
import { type Finding, finding } from '../findings.ts';
import type { Place } from '../state.ts';
import { crlFault } from './crl-checks.ts';
import { reasonsInScope } from './crl-scope.ts';
import { crlSignerFault } from './crl-signer.ts';
import type { RevocationContext, RevocationStatus } from './types.ts';

/** RFC 5280 §6.3.3 for one certificate: points in their order, then the issuer's own name as a point. */
export function crlStatus(
  place: Place,
  issuerKey: PublicKeyInfo,
  context: RevocationContext,
): RevocationStatus {
  const crls = (context.request.revocation?.crls ?? []).filter((crl) => speaksOf(crl, place.certificate));
  if (crls.length === 0) return { kind: 'none' };
  let covered = 0;
  let fault: Finding | undefined;
  for (const point of pointsOf(place.certificate, context.limits.distributionPoints)) {
    for (const crl of crls) {
      const found = consult(crl, crls, point, covered, place, issuerKey, context);
      if ('code' in found) fault = found;
      else if (found.entry) return { kind: 'revoked', finding: revokedBy(found.entry) };
      else covered |= found.reasons;
    }
  }
  if (covered === allReasons) return { kind: 'good' };
  return {
    kind: 'unusable',
    finding: fault ?? finding(covered === 0 ? 'crl-out-of-scope' : 'crl-reasons-missing'),
  };
}

/** What one list says by way of one point: for which reasons it speaks, and the entry of a revoked certificate. */
function consult(
  crl: CertificateList,
  crls: readonly CertificateList[],
  point: DistributionPoint,
  covered: number,
  place: Place,
  issuerKey: PublicKeyInfo,
  context: RevocationContext,
): Finding | { readonly reasons: number; readonly entry?: CrlEntry } {
  try {
    if (crl.extensions.get(oid.deltaCrlIndicator)) return { reasons: 0 };
    const reasons = reasonsInScope(crl, place.certificate, point);
    if ((reasons & ~covered) === 0) return { reasons: 0 };
    const wrong = crlFault(crl, context) ?? crlSignerFault(crl, place, issuerKey, context);
    if (wrong) return wrong;
    const entry = lookUp(crl, crls, place, issuerKey, context);
    return entry && entry.reason !== 'removeFromCRL' ? { reasons, entry } : { reasons };
  } catch (error) {
    if (error instanceof DerError) return finding('crl-malformed', { what: error.message });
    throw error;
  }
}

/** Entries of a delta go before those of the complete list (§6.3.3 (i), (j)). */
function lookUp(
  crl: CertificateList,
  crls: readonly CertificateList[],
  place: Place,
  issuerKey: PublicKeyInfo,
  context: RevocationContext,
): CrlEntry | undefined {
  const { issuer, serialHex } = place.certificate;
  const usable = crls.filter(
    (delta) =>
      isDeltaOf(delta, crl) && !crlFault(delta, context) && !crlSignerFault(delta, place, issuerKey, context),
  );
  const newest = usable.sort((a, b) => b.thisUpdate.getTime() - a.thisUpdate.getTime())[0];
  return newest?.find(serialHex, issuer) ?? crl.find(serialHex, issuer);
}

/** §6.3.3 (c), §5.2.4: the same issuer, scope and key; made for this list or an older one, and newer than it. */
function isDeltaOf(delta: CertificateList, complete: CertificateList): boolean {
  const base = delta.extensions.read('deltaCrlIndicator');
  const deltaNumber = delta.extensions.read('crlNumber');
  const number = complete.extensions.read('crlNumber');
  if (base === undefined || number === undefined || deltaNumber === undefined) return false;
  return (
    sameName(delta.issuer, complete.issuer) &&
    sameExtension(delta, complete, oid.issuingDistributionPoint) &&
    sameExtension(delta, complete, oid.authorityKeyIdentifier) &&
    number >= base &&
    number <= deltaNumber
  );
}

function sameExtension(a: CertificateList, b: CertificateList, id: string): boolean {
  const [left, right] = [a.extensions.get(id)?.value, b.extensions.get(id)?.value];
  return left === right || (left !== undefined && right !== undefined && equalBytes(left, right));
}

function pointsOf({ extensions, issuer }: Certificate, limit: number): DistributionPoint[] {
  const own: DistributionPoint = {
    name: { kind: 'full', names: [{ kind: 'directory', name: issuer }] },
    reasons: undefined,
    crlIssuer: undefined,
  };
  return [...(extensions.read('crlDistributionPoints') ?? []).slice(0, limit), own];
}

/** The list comes from the issuer, or from one whom the certificate names for it. */
function speaksOf(crl: CertificateList, { issuer, extensions }: Certificate): boolean {
  if (sameName(crl.issuer, issuer)) return true;
  const points = extensions.read('crlDistributionPoints') ?? [];
  return points.some(({ crlIssuer = [] }) =>
    crlIssuer.some((name) => name.kind === 'directory' && sameName(name.name, crl.issuer)),
  );
}

function revokedBy({ reason, date }: CrlEntry): Finding {
  return finding('revoked', { reason, time: date.toISOString() });
}
