/** What a certificate is at a moment, for people. */
export type CertificateState = 'valid' | 'expiring' | 'expired' | 'suspended' | 'revoked';

/**
 * @param status of the record: good, held or revoked
 * @param expiringFrom moment from which an end counts as near; all three are RFC 3339 UTC text
 */
export function stateOf(
  { status, notAfter }: { readonly status: string; readonly notAfter: string },
  now: string,
  expiringFrom: string,
): CertificateState {
  if (status === 'revoked') return 'revoked';
  if (notAfter < now) return 'expired';
  if (status === 'held') return 'suspended';
  return notAfter < expiringFrom ? 'expiring' : 'valid';
}
