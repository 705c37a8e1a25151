import type { PublicKeyInfo } from '../x509/public-key.ts';
import { isSignedBy, type Signed } from '../x509/signed.ts';

/** Checks signatures, each pair once, and never more than a number of them. */
export type SignatureChecker = {
  isSignedBy(signed: Signed, key: PublicKeyInfo): boolean;
  /** The number was reached: what was answered false since then was not checked. */
  readonly exhausted: boolean;
};

export function createSignatureChecker(limit: number): SignatureChecker {
  const known = new Map<Signed, Map<PublicKeyInfo, boolean>>();
  let left = limit;
  let exhausted = false;
  return {
    get exhausted() {
      return exhausted;
    },
    isSignedBy(signed, key) {
      const results = known.get(signed) ?? new Map<PublicKeyInfo, boolean>();
      known.set(signed, results);
      const before = results.get(key);
      if (before !== undefined) return before;
      if (left === 0) {
        exhausted = true;
        return false;
      }
      left -= 1;
      const result = isSignedBy(signed, key);
      results.set(key, result);
      return result;
    },
  };
}
