import { equalBytes } from '../../der/values.ts';
import { oid } from '../../oids.ts';
import type { CertificateList } from '../../x509/crl.ts';
import { modernAlgorithms } from '../algorithm-policy.ts';
import { type Finding, finding } from '../findings.ts';
import type { ValidationRequest } from '../types.ts';

type CrlCheck = (crl: CertificateList, request: ValidationRequest) => Finding | undefined;

const processed = new Set<string>([
  oid.authorityKeyIdentifier,
  oid.issuerAltName,
  oid.crlNumber,
  oid.deltaCrlIndicator,
  oid.issuingDistributionPoint,
]);

/** What a list must be, whatever certificate it is asked about. */
const checks: readonly CrlCheck[] = [
  // §5.1.1.2
  (crl) =>
    equalBytes(crl.innerAlgorithmRaw, crl.signatureAlgorithmRaw) ? undefined : malformed('signature'),
  (crl, { algorithms = modernAlgorithms }) => {
    if (crl.signatureAlgorithm === undefined) return finding('algorithm-unknown');
    const { name } = crl.signatureAlgorithm;
    return algorithms.signatures.has(name) ? undefined : finding('algorithm-weak', { algorithm: name });
  },
  // §5.1.2.4, §5.1.2.5: without nextUpdate nobody can tell whether a newer one is withheld.
  (crl, { time }) =>
    crl.nextUpdate !== undefined && time >= crl.thisUpdate && time <= crl.nextUpdate
      ? undefined
      : finding('crl-not-current'),
  // §5.2.3
  ({ extensions }, { conformance }) => {
    if (conformance === 'path-only') return undefined;
    const present = extensions.read('crlNumber') !== undefined;
    return present && !extensions.isCritical('crlNumber') ? undefined : malformed('crlNumber');
  },
  // §5.2.5: at most one of the three is true
  ({ extensions }) => {
    const idp = extensions.read('issuingDistributionPoint');
    const kinds = [idp?.onlyUserCerts, idp?.onlyCaCerts, idp?.onlyAttributeCerts].filter(Boolean);
    return kinds.length > 1 ? malformed('issuingDistributionPoint') : undefined;
  },
  // §5.2
  ({ extensions }) => {
    for (const extension of extensions) {
      if (extension.critical && !processed.has(extension.oid)) return criticalUnknown(extension.oid);
    }
    return undefined;
  },
  // §5.3: such a list tells nothing of any certificate
  (crl) => {
    const [unknown] = crl.unknownCriticalEntryExtensions();
    return unknown === undefined ? undefined : criticalUnknown(unknown);
  },
];

/** The first thing that is wrong with a list; undefined when it can be used. */
export function crlFault(
  crl: CertificateList,
  { request }: { readonly request: ValidationRequest },
): Finding | undefined {
  for (const check of checks) {
    const found = check(crl, request);
    if (found) return found;
  }
  return undefined;
}

function malformed(what: string): Finding {
  return finding('crl-malformed', { what });
}

function criticalUnknown(id: string): Finding {
  return finding('crl-critical-unknown', { oid: id });
}
