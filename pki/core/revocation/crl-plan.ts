import type { CrlReason } from '../x509/reasons.ts';

/** What is known of one certificate's revocation. Times are RFC 3339 UTC text with milliseconds. */
export type RevocationFact = {
  /** Hex. */
  readonly serial: string;
  readonly reason: string;
  readonly revokedAt: string;
  readonly notAfter: string;
  readonly status: 'revoked' | 'held' | 'released';
  /** When it last became what it is. */
  readonly changedAt: string;
};

/** A full CRL as later ones refer to it. */
export type FullCrlMark = {
  /** Its place in the order of changes: a change at or after it came later. */
  readonly at: string;
  /** When it was issued, by the clock: what had expired by then was still on it. */
  readonly issuedAt: string;
  /** When the full CRL before it was issued; null for the first. */
  readonly previousIssuedAt: string | null;
};

export type PlannedEntry = {
  readonly serial: string;
  readonly revokedAt: string;
  readonly reason: CrlReason;
};

/**
 * Entries of a full CRL that follows the one issued at `previousIssuedAt`. An expired certificate stays until it
 * was on one CRL issued after its end (RFC 5280 §3.3).
 */
export function fullEntries(
  facts: readonly RevocationFact[],
  previousIssuedAt: string | null,
): PlannedEntry[] {
  return facts.filter((fact) => isListed(fact, previousIssuedAt)).map(entryOf);
}

/**
 * Entries of a delta CRL on `base`: put over the base, they give the full CRL of the same moment
 * (RFC 5280 §5.2.4). What left since, released or expired, is there as removeFromCRL (§5.3.1).
 */
export function deltaEntries(facts: readonly RevocationFact[], base: FullCrlMark): PlannedEntry[] {
  const entries: PlannedEntry[] = [];
  for (const fact of facts) {
    const changed = fact.changedAt >= base.at;
    if (isListed(fact, base.issuedAt)) {
      if (changed) entries.push(entryOf(fact));
    } else if (changed || isListed(fact, base.previousIssuedAt)) {
      entries.push({ serial: fact.serial, revokedAt: fact.revokedAt, reason: 'removeFromCRL' });
    }
  }
  return entries;
}

function isListed(fact: RevocationFact, previousAt: string | null): boolean {
  return fact.status !== 'released' && (previousAt === null || fact.notAfter > previousAt);
}

function entryOf({ serial, revokedAt, reason, status }: RevocationFact): PlannedEntry {
  return { serial, revokedAt, reason: status === 'held' ? 'certificateHold' : (reason as CrlReason) };
}
