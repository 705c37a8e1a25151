import type { Check } from '../check.ts';
import { finding } from '../findings.ts';

/** Version 3, since every conforming certificate has extensions. */
export const version3: Check = {
  name: 'version',
  clause: 'RFC 5280 §4.1.2.1',
  run: ({ certificate }) => (certificate.version === 3 ? 'passed' : finding('version-not-3')),
};
