import type { Clock } from '#platform/kernel/clock.ts';
import type { Storage } from '#platform/storage/index.ts';
import type { Signer } from '../../core/keys/signer.ts';
import { parseCertificate } from '../../core/x509/certificate.ts';
import { nameText } from '../../core/x509/name.ts';
import { liveResponders, type ResponderRow } from '../../store/authorities.ts';
import { findKey } from '../../store/keys.ts';
import type { PkiTables } from '../../store/tables.ts';
import type { Issuer, Issuers } from '../issuers.ts';
import type { Keys } from '../keys.ts';

/** The delegated key that answers for one authority (RFC 6960 §4.2.2.2). */
export type Responder = {
  readonly authorityId: string;
  readonly signer: Signer;
  readonly der: Buffer;
  readonly spki: Buffer;
  readonly subject: string;
  readonly notAfter: Date;
};

export type Responders = {
  of(authorityId: string): Responder | undefined;
  all(): readonly Responder[];
  /** Makes what is missing or past half of its life, and takes the newest of each. */
  roll(): Promise<void>;
};

export function createResponders(deps: {
  storage: Storage;
  clock: Clock;
  keys: Keys;
  issuers: Issuers;
  /** Issues and records one responder certificate. */
  make(issuer: Issuer): Promise<void>;
}): Responders {
  const { storage, clock, keys, issuers, make } = deps;
  let current: ReadonlyMap<string, Responder> = new Map();

  async function load(): Promise<ReadonlyMap<string, ResponderRow>> {
    const rows = await liveResponders(storage.read<PkiTables>(), clock.now().toISOString());
    const newest = new Map<string, ResponderRow>();
    for (const row of rows) if (!newest.has(row.authority_id)) newest.set(row.authority_id, row);
    const next = new Map<string, Responder>();
    for (const row of newest.values()) {
      const known = current.get(row.authority_id);
      next.set(row.authority_id, known?.der.equals(row.der) ? known : await open(row));
    }
    current = next;
    return newest;
  }

  async function open(row: ResponderRow): Promise<Responder> {
    const key = await findKey(storage.read<PkiTables>(), row.key_id);
    const { subject, publicKey, notAfter } = parseCertificate(row.der);
    return {
      authorityId: row.authority_id,
      signer: await keys.open(key!),
      der: row.der,
      spki: Buffer.from(publicKey.raw),
      subject: nameText(subject),
      notAfter,
    };
  }

  return {
    of: (authorityId) => current.get(authorityId),
    all: () => [...current.values()],
    async roll() {
      const newest = await load();
      const now = clock.now().getTime();
      const due = issuers.all().filter((issuer) => {
        const row = newest.get(issuer.id);
        if (!row) return true;
        return now > (Date.parse(row.not_before) + Date.parse(row.not_after)) / 2;
      });
      for (const issuer of due) await make(issuer);
      if (due.length > 0) await load();
    },
  };
}
