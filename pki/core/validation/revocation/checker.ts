import type { PublicKeyInfo } from '../../x509/public-key.ts';
import { finding } from '../findings.ts';
import type { Place } from '../state.ts';
import type { CheckResult } from '../types.ts';
import { crlStatus } from './crl-status.ts';
import { ocspStatus } from './ocsp-status.ts';
import type { RevocationContext } from './types.ts';

export type { ValidateSigner } from './types.ts';

/** Tells of one certificate of a path whether it is revoked, as the mode asks. */
export type RevocationChecker = {
  /** `issuerKey` is the key of the issuer, with inherited parameters in place. */
  check(place: Place, issuerKey: PublicKeyInfo): CheckResult;
};

/** undefined when revocation is not looked at. */
export function createRevocationChecker(context: RevocationContext): RevocationChecker | undefined {
  const { mode = 'off' } = context.request.revocation ?? {};
  if (mode === 'off') return undefined;
  return {
    check(place, issuerKey) {
      // Both are asked: one that says revoked outweighs another that says good.
      const answers = [ocspStatus(place, issuerKey, context), crlStatus(place, issuerKey, context)];
      for (const answer of answers) if (answer.kind === 'revoked') return answer.finding;
      if (answers.some((answer) => answer.kind === 'good')) return 'passed';
      for (const answer of answers) if (answer.kind === 'unusable') return answer.finding;
      return mode === 'required' ? finding('revocation-no-information') : 'not-applicable';
    },
  };
}
