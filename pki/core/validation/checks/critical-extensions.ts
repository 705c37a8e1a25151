import { oidName } from '../../oids.ts';
import type { ExtensionName } from '../../x509/extension-values.ts';
import type { Check } from '../check.ts';
import { finding } from '../findings.ts';

/** Extensions of certificates that the checks of this folder act on. */
const processed = new Set<ExtensionName>([
  'basicConstraints',
  'keyUsage',
  'extKeyUsage',
  'subjectAltName',
  'issuerAltName',
  'nameConstraints',
  'certificatePolicies',
  'policyMappings',
  'policyConstraints',
  'inhibitAnyPolicy',
  'authorityKeyIdentifier',
  'subjectKeyIdentifier',
  'crlDistributionPoints',
]);

export const criticalExtensions: Check = {
  name: 'critical-extensions',
  clause: 'RFC 5280 §6.1.4 (o), §6.1.5 (e), (f)',
  run({ certificate }) {
    for (const { oid, critical } of certificate.extensions) {
      const known = processed.has(oidName(oid) as ExtensionName);
      if (critical && !known) return finding('critical-extension-unknown', { oid });
    }
    return 'passed';
  },
};
