import { sameName } from '../../x509/name.ts';
import type { Check } from '../check.ts';
import { finding } from '../findings.ts';

/** The signature can be verified with the key of the certificate above. */
export const signature: Check = {
  name: 'signature',
  clause: 'RFC 5280 §6.1.3 (a)(1)',
  run({ certificate }, { workingKey }, { signatures }) {
    if (signatures.isSignedBy(certificate, workingKey)) return 'passed';
    return finding(signatures.exhausted ? 'search-limit' : 'signature-invalid');
  },
};

/** The period includes the moment that is asked about; both ends belong to it (§4.1.2.5). */
export const validity: Check = {
  name: 'validity',
  clause: 'RFC 5280 §6.1.3 (a)(2)',
  run({ certificate: { notBefore, notAfter } }, _state, { request: { time } }) {
    if (time < notBefore) return finding('not-yet-valid', { time: notBefore.toISOString() });
    // A period that ends at a second ends with that second.
    return time.getTime() >= notAfter.getTime() + 1000
      ? finding('expired', { time: notAfter.toISOString() })
      : 'passed';
  },
};

export const revocation: Check = {
  name: 'revocation',
  clause: 'RFC 5280 §6.1.3 (a)(3)',
  run: (place, state, session) => session.revocation?.check(place, state.workingKey) ?? 'not-applicable',
};

export const issuerName: Check = {
  name: 'issuer-name',
  clause: 'RFC 5280 §6.1.3 (a)(4)',
  run: ({ certificate, issuer }) =>
    sameName(certificate.issuer, issuer.subject) ? 'passed' : finding('issuer-mismatch'),
};
