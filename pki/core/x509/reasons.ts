import { DerError } from '../der/errors.ts';

/** CRLReason by its number (RFC 5280 §5.3.1); 7 is not used. */
const reasons = [
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  undefined,
  'removeFromCRL',
  'privilegeWithdrawn',
  'aACompromise',
] as const;

export type CrlReason = NonNullable<(typeof reasons)[number]>;

/** @throws DerError integer-range for a number that names no reason. */
export function crlReason(value: number, offset: number): CrlReason {
  const reason = reasons[value];
  if (reason === undefined) throw new DerError('integer-range', offset);
  return reason;
}

/** All reasons that a list can be limited to: bits 1 to 8 of ReasonFlags (RFC 5280 §4.2.1.13). */
export const allReasons = 0b1_1111_1110;
