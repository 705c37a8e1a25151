import type { Certificate } from '../../x509/certificate.ts';
import type { PublicKeyInfo } from '../../x509/public-key.ts';
import { finding } from '../findings.ts';
import type { Place } from '../state.ts';
import type { CheckResult, RevocationMode } from '../types.ts';
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
  const known: Known[] = [];
  return {
    check(place, issuerKey) {
      const { certificate, issuer } = place;
      const anchor = place.path[0]!;
      const before = known.find(
        (k) =>
          k.certificate === certificate && k.issuer === issuer && k.anchor === anchor && k.key === issuerKey,
      );
      if (before) return before.result;
      const result = statusOf(place, issuerKey, mode, context);
      known.push({ certificate, issuer, anchor, key: issuerKey, result });
      return result;
    },
  };
}

/** Paths of one search share certificates: what was found of one holds for the next path. */
type Known = {
  readonly certificate: Certificate;
  readonly issuer: Certificate;
  readonly anchor: Certificate;
  readonly key: PublicKeyInfo;
  readonly result: CheckResult;
};

function statusOf(
  place: Place,
  issuerKey: PublicKeyInfo,
  mode: RevocationMode,
  context: RevocationContext,
): CheckResult {
  // Both are asked: one that says revoked outweighs another that says good.
  const answers = [ocspStatus(place, issuerKey, context), crlStatus(place, issuerKey, context)];
  for (const answer of answers) if (answer.kind === 'revoked') return answer.finding;
  if (answers.some((answer) => answer.kind === 'good')) return 'passed';
  for (const answer of answers) if (answer.kind === 'unusable') return answer.finding;
  return mode === 'required' ? finding('revocation-no-information') : 'not-applicable';
}
