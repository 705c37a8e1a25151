import type { Check } from '../check.ts';
import { finding } from '../findings.ts';

/** Positive, at most 20 octets. An anchor is trusted for its name and key, whatever its number. */
export const serialNumber: Check = {
  name: 'serial-number',
  clause: 'RFC 5280 §4.1.2.2',
  run({ certificate: { serialHex, serialLength }, index }) {
    if (index === 0) return 'not-applicable';
    const positive = !serialHex.startsWith('-') && serialHex !== '00';
    return positive && serialLength <= 20 ? 'passed' : finding('serial-malformed');
  },
};
