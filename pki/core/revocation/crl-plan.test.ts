import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  deltaEntries,
  type FullCrlMark,
  fullEntries,
  type PlannedEntry,
  type RevocationFact,
} from './crl-plan.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1) + minute * 60_000).toISOString();

const fact = (serial: string, over: Partial<RevocationFact> = {}): RevocationFact => ({
  serial,
  reason: 'keyCompromise',
  revokedAt: at(1),
  notAfter: at(10_000),
  status: 'revoked',
  changedAt: at(1),
  ...over,
});

function over(base: readonly PlannedEntry[], delta: readonly PlannedEntry[]): Map<string, PlannedEntry> {
  const list = new Map(base.map((entry) => [entry.serial, entry]));
  for (const entry of delta) {
    if (entry.reason === 'removeFromCRL') list.delete(entry.serial);
    else list.set(entry.serial, entry);
  }
  return list;
}

const bySerial = (entries: Iterable<PlannedEntry>) =>
  [...entries].sort((a, b) => (a.serial < b.serial ? -1 : a.serial > b.serial ? 1 : 0));

describe('full CRL', () => {
  it('lists a held certificate as certificateHold and leaves a released one out', () => {
    const facts = [fact('01', { status: 'held' }), fact('02', { status: 'released' })];
    expect(fullEntries(facts, null)).toEqual([{ serial: '01', revokedAt: at(1), reason: 'certificateHold' }]);
  });

  it('keeps an expired certificate for one CRL after its end, then drops it', () => {
    const facts = [fact('01', { notAfter: at(50) })];
    expect(fullEntries(facts, at(40))).toHaveLength(1);
    expect(fullEntries(facts, at(60))).toHaveLength(0);
  });
});

describe('delta CRL', () => {
  it('says removeFromCRL for a certificate released after the base', () => {
    const released = fact('01', { status: 'released', changedAt: at(30) });
    expect(deltaEntries([released], { at: at(20), issuedAt: at(20), previousIssuedAt: null })).toEqual([
      { serial: '01', revokedAt: at(1), reason: 'removeFromCRL' },
    ]);
  });

  it('put over its base is always the full CRL of the same moment', () => {
    const steps = fc.array(
      fc.record({
        kind: fc.constantFrom('revoke', 'hold', 'release', 'full', 'wait'),
        certificate: fc.nat(7),
        minutes: fc.nat(40),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(steps, (history) => {
        let minute = 0;
        const facts = new Map<string, RevocationFact>();
        let base: { mark: FullCrlMark; entries: PlannedEntry[] } | undefined;
        for (const { kind, certificate, minutes } of history) {
          minute += minutes;
          const serial = `0${certificate}`;
          const known = facts.get(serial);
          const notAfter = at(60 + certificate * 60);
          const now = at(minute);
          if (kind === 'full') {
            const entries = fullEntries([...facts.values()], base?.mark.issuedAt ?? null);
            if (base) {
              const delta = deltaEntries([...facts.values()], base.mark);
              expect(bySerial(over(base.entries, delta).values())).toEqual(bySerial(entries));
            }
            base = {
              mark: { at: now, issuedAt: now, previousIssuedAt: base?.mark.issuedAt ?? null },
              entries,
            };
          } else if (kind === 'release' && known?.status === 'held') {
            facts.set(serial, { ...known, status: 'released', changedAt: now });
          } else if (
            (kind === 'revoke' || kind === 'hold') &&
            now <= notAfter &&
            known?.status !== 'revoked'
          ) {
            const status = kind === 'hold' ? 'held' : 'revoked';
            facts.set(serial, fact(serial, { status, notAfter, revokedAt: now, changedAt: now }));
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
