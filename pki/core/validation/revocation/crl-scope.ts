import { equalBytes } from '../../der/values.ts';
import type { Certificate } from '../../x509/certificate.ts';
import type { CertificateList } from '../../x509/crl.ts';
import type {
  DistributionPoint,
  DistributionPointName,
  IssuingDistributionPoint,
} from '../../x509/distribution-point.ts';
import type { GeneralName } from '../../x509/general-name.ts';
import { appendRdn, type Name, sameName } from '../../x509/name.ts';
import { allReasons } from '../../x509/reasons.ts';

/**
 * RFC 5280 §6.3.3 (b), (d): the reasons for which `crl` speaks of `certificate` by way of `point`, as bits;
 * 0 when it does not.
 */
export function reasonsInScope(
  crl: CertificateList,
  certificate: Certificate,
  point: DistributionPoint,
): number {
  const idp = crl.extensions.read('issuingDistributionPoint');
  if (!issuerFits(crl, certificate, point, idp)) return 0;
  if (idp && !scopeFits(idp, crl, certificate, point)) return 0;
  return (idp?.onlySomeReasons ?? allReasons) & (point.reasons ?? allReasons) & allReasons;
}

/** (b)(1) */
function issuerFits(
  crl: CertificateList,
  certificate: Certificate,
  point: DistributionPoint,
  idp: IssuingDistributionPoint | undefined,
): boolean {
  if (point.crlIssuer === undefined) return sameName(crl.issuer, certificate.issuer);
  const named = point.crlIssuer.some((name) => name.kind === 'directory' && sameName(name.name, crl.issuer));
  return named && (idp?.indirect || sameName(crl.issuer, certificate.issuer));
}

/** (b)(2) */
function scopeFits(
  idp: IssuingDistributionPoint,
  crl: CertificateList,
  certificate: Certificate,
  point: DistributionPoint,
): boolean {
  const ca = certificate.extensions.read('basicConstraints')?.ca ?? false;
  if (idp.onlyAttributeCerts || (idp.onlyUserCerts && ca) || (idp.onlyCaCerts && !ca)) return false;
  if (idp.name === undefined) return true;
  const own = fullNames(idp.name, crl.issuer);
  const wanted = point.name ? fullNames(point.name, crl.issuer) : (point.crlIssuer ?? []);
  return own.some((name) => wanted.some((other) => sameGeneralName(name, other)));
}

function fullNames(name: DistributionPointName, crlIssuer: Name): readonly GeneralName[] {
  if (name.kind === 'full') return name.names;
  return [{ kind: 'directory', name: appendRdn(crlIssuer, name.rdn) }];
}

function sameGeneralName(a: GeneralName, b: GeneralName): boolean {
  if (a.kind === 'directory' && b.kind === 'directory') return sameName(a.name, b.name);
  if (a.kind === 'uri' && b.kind === 'uri') return a.text === b.text;
  if (a.kind === 'dns' && b.kind === 'dns') return a.text.toLowerCase() === b.text.toLowerCase();
  if (a.kind === 'email' && b.kind === 'email') return a.text === b.text;
  if (a.kind === 'ip' && b.kind === 'ip') return equalBytes(a.bytes, b.bytes);
  return false;
}
