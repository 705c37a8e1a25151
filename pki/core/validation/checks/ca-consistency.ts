import type { ExtensionName } from '../../x509/extension-values.ts';
import type { Check } from '../check.ts';
import { finding } from '../findings.ts';

/** Extensions that stand in certificates of CAs only. */
const caOnly: readonly ExtensionName[] = [
  'nameConstraints', // §4.2.1.10
  'policyMappings', // §4.2.1.5
  'policyConstraints', // §4.2.1.11
  'inhibitAnyPolicy', // §4.2.1.14
];

/** keyCertSign and pathLenConstraint go with cA; what only a CA may have is only there. */
export const caConsistency: Check = {
  name: 'ca-consistency',
  clause: 'RFC 5280 §4.2.1.3, §4.2.1.9',
  run({ certificate: { extensions } }) {
    const basic = extensions.read('basicConstraints');
    if (basic?.ca) return 'passed';
    const signsCertificates = extensions.read('keyUsage')?.has('keyCertSign') ?? false;
    if (signsCertificates || basic?.pathLength !== undefined) return finding('key-usage-inconsistent');
    const name = caOnly.find((candidate) => extensions.read(candidate) !== undefined);
    return name ? finding('ca-extension-in-leaf', { name }) : 'passed';
  },
};
