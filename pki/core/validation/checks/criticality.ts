import type { ExtensionName } from '../../x509/extension-values.ts';
import type { Check } from '../check.ts';
import { finding } from '../findings.ts';

/** What a conforming CA MUST mark, by clause of RFC 5280. */
const rules: readonly (readonly [ExtensionName, boolean])[] = [
  ['authorityKeyIdentifier', false], // §4.2.1.1
  ['subjectKeyIdentifier', false], // §4.2.1.2
  ['nameConstraints', true], // §4.2.1.10
  ['policyConstraints', true], // §4.2.1.11
  ['inhibitAnyPolicy', true], // §4.2.1.14
  ['freshestCrl', false], // §4.2.1.15
  ['authorityInfoAccess', false], // §4.2.2.1
  ['subjectInfoAccess', false], // §4.2.2.2
];

export const criticality: Check = {
  name: 'criticality',
  clause: 'RFC 5280 §4.2.1, §4.2.2',
  run({ certificate: { extensions } }) {
    for (const [name, critical] of rules) {
      if (extensions.read(name) !== undefined && extensions.isCritical(name) !== critical) {
        return finding('criticality-wrong', { name });
      }
    }
    // §4.2.1.9 asks for it only where the certificate is a CA's.
    const ca = extensions.read('basicConstraints')?.ca ?? false;
    if (ca && !extensions.isCritical('basicConstraints')) {
      return finding('criticality-wrong', { name: 'basicConstraints' });
    }
    return 'passed';
  },
};
