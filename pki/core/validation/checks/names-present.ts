import type { Check } from '../check.ts';
import { finding } from '../findings.ts';

/** An issuer always; a subject in every CA, and elsewhere unless critical alternative names stand for it. */
export const namesPresent: Check = {
  name: 'names-present',
  clause: 'RFC 5280 §4.1.2.4, §4.1.2.6',
  run({ certificate: { issuer, subject, extensions } }) {
    if (issuer.rdns.length === 0) return finding('issuer-empty');
    if (subject.rdns.length > 0) return 'passed';
    if (extensions.read('basicConstraints')?.ca) return finding('subject-empty');
    if (!extensions.read('subjectAltName')) return finding('subject-empty');
    return extensions.isCritical('subjectAltName')
      ? 'passed'
      : finding('criticality-wrong', { name: 'subjectAltName' });
  },
};
