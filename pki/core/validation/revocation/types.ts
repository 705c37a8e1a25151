import type { Certificate } from '../../x509/certificate.ts';
import type { Finding } from '../findings.ts';
import type { SignatureChecker } from '../signatures.ts';
import type { Limits, Report, ValidationRequest } from '../types.ts';

/** Validates the path of one who signed a list or an answer; undefined when the limit is reached. */
export type ValidateSigner = (request: ValidationRequest) => Report | undefined;

export type RevocationContext = {
  readonly request: ValidationRequest;
  readonly limits: Limits;
  readonly signatures: SignatureChecker;
  /** Signers of lists and answers whose own paths are being validated just now, outermost first. */
  readonly signers: readonly Certificate[];
  readonly validateSigner: ValidateSigner;
};

/** `none`: nothing was given that speaks of the issuer. `unusable`: something was, but proves nothing. */
export type RevocationStatus =
  | { readonly kind: 'good' }
  | { readonly kind: 'none' }
  | { readonly kind: 'revoked'; readonly finding: Finding }
  | { readonly kind: 'unusable'; readonly finding: Finding };

/** Chains of signers of lists of signers are followed this far. */
export const maxSigners = 3;
