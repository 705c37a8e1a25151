import { equalBytes } from '../../der/values.ts';
import { keyWeakness } from '../algorithm-policy.ts';
import type { Check } from '../check.ts';
import { finding } from '../findings.ts';

/** The signed and the outer statement of the signature algorithm are the same. */
export const algorithmAgreement: Check = {
  name: 'algorithm-agreement',
  clause: 'RFC 5280 §4.1.1.2',
  run: ({ certificate: { innerAlgorithmRaw, signatureAlgorithmRaw } }) =>
    equalBytes(innerAlgorithmRaw, signatureAlgorithmRaw) ? 'passed' : finding('algorithm-mismatch'),
};

export const signatureStrength: Check = {
  name: 'signature-algorithm',
  clause: 'RFC 5280 §4.1.1.2',
  run({ certificate: { signatureAlgorithm } }, _state, { algorithms }) {
    if (signatureAlgorithm === undefined) return finding('algorithm-unknown');
    const { name } = signatureAlgorithm;
    return algorithms.signatures.has(name) ? 'passed' : finding('algorithm-weak', { algorithm: name });
  },
};

export const keyStrength: Check = {
  name: 'public-key',
  clause: 'RFC 5280 §4.1.2.7',
  run({ certificate: { publicKey } }, _state, { algorithms }) {
    const key = keyWeakness(publicKey, algorithms);
    return key === undefined ? 'passed' : finding('key-weak', { key });
  },
};
