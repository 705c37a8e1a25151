import type { Check } from '../check.ts';
import { finding } from '../findings.ts';
import { withInheritedParameters } from '../inherited-parameters.ts';

/** The key that the next signature is checked with; DSA parameters may come from the certificate above. */
export const takeKey: Check = {
  name: 'working-key',
  clause: 'RFC 5280 §6.1.4 (c)–(f)',
  run({ certificate: { publicKey } }, state) {
    state.workingKey = withInheritedParameters(publicKey, state.workingKey);
    return 'passed';
  },
};

/** A version 3 certificate that says it is a CA's. */
export const isCa: Check = {
  name: 'basic-constraints',
  clause: 'RFC 5280 §6.1.4 (k)',
  run: ({ certificate: { version, extensions } }) =>
    version === 3 && extensions.read('basicConstraints')?.ca ? 'passed' : finding('not-a-ca'),
};

/** Room is left for this certificate, unless it is self-issued. */
export const pathLength: Check = {
  name: 'path-length',
  clause: 'RFC 5280 §6.1.4 (l)',
  run({ certificate }, state) {
    if (certificate.selfIssued) return 'not-applicable';
    if (state.maxPathLength <= 0) return finding('path-too-long');
    state.maxPathLength -= 1;
    return 'passed';
  },
};

export const takePathLength: Check = {
  name: 'path-length-constraint',
  clause: 'RFC 5280 §6.1.4 (m)',
  run({ certificate }, state) {
    const limit = certificate.extensions.read('basicConstraints')?.pathLength;
    if (limit === undefined) return 'not-applicable';
    state.maxPathLength = Math.min(state.maxPathLength, limit);
    return 'passed';
  },
};

export const mayCertify: Check = {
  name: 'key-cert-sign',
  clause: 'RFC 5280 §6.1.4 (n)',
  run({ certificate }) {
    const usage = certificate.extensions.read('keyUsage');
    if (usage === undefined) return 'not-applicable';
    return usage.has('keyCertSign') ? 'passed' : finding('key-usage', { usage: 'keyCertSign' });
  },
};
