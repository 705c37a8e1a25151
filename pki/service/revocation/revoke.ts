import type { EventLog } from '#platform/events/index.ts';
import { type Actor, actorRef, authorise } from '#platform/kernel/actor.ts';
import type { Clock } from '#platform/kernel/clock.ts';
import type { Storage } from '#platform/storage/index.ts';
import { pkiErrors } from '../../errors.ts';
import type { Issuance } from '../../ports.ts';
import type { RevocationReason } from '../../schemas.ts';
import { type CertificateRow, changeStatus, findCertificate } from '../../store/certificates.ts';
import { lastCrlMark } from '../../store/crls.ts';
import type { Db } from '../../store/db.ts';
import { findRevocation, putRevocation } from '../../store/revocations.ts';
import type { PkiTables } from '../../store/tables.ts';

export type RevokeService = Pick<Issuance, 'revoke' | 'suspend' | 'release'>;

type Change = {
  readonly event: 'pki.certificate.revoked' | 'pki.certificate.suspended' | 'pki.certificate.released';
  readonly from: readonly string[];
  readonly to: 'revoked' | 'held' | 'good';
  readonly reason: RevocationReason | 'certificateHold' | null;
};

/** The three changes of a certificate's status. Asked for again, a change that was made is no error. */
export function createRevokeService(deps: {
  storage: Storage;
  events: EventLog;
  clock: Clock;
  /** After the commit: what is known of this serial elsewhere is no longer true. */
  changed(serial: string): void;
}): RevokeService {
  const { storage, events, clock, changed } = deps;

  async function change(id: string, what: Change, requestId: string, actor: Actor): Promise<void> {
    authorise(actor, 'pki.certificates.revoke');
    const serial = await storage.transaction<PkiTables, string | undefined>(async (tx) => {
      const row = await findCertificate(tx, id);
      if (!row) throw pkiErrors['certificate-not-found']();
      if (row.status === what.to && row.revocation_reason === what.reason) return undefined;
      if (!what.from.includes(row.status)) throw refusal(row);
      if (row.not_after < clock.now().toISOString()) throw pkiErrors['certificate-expired']();
      await record(tx, row, what, requestId, actor);
      return row.serial;
    });
    if (serial) changed(serial);
  }

  async function record(tx: Db, row: CertificateRow, what: Change, requestId: string, actor: Actor) {
    const now = clock.now().toISOString();
    // Never before a CRL that was read already: that CRL, and the deltas on it, would miss it.
    const at = latest(now, await lastCrlMark(tx, row.authority_id, row.shard));
    // A hold that becomes a revocation counts from the hold (X.509 §9.5.3.1 note).
    const revokedAt = row.revoked_at ?? now;
    const gone = what.to === 'good';
    await changeStatus(tx, row.id, what.from, {
      status: what.to,
      revoked_at: gone ? null : revokedAt,
      revocation_reason: what.reason,
    });
    const earlier = gone ? await findRevocation(tx, row.id) : undefined;
    await putRevocation(tx, {
      certificate_id: row.id,
      authority_id: row.authority_id,
      shard: row.shard,
      serial: row.serial,
      reason: what.reason ?? 'removeFromCRL',
      revoked_at: earlier?.revoked_at ?? revokedAt,
      not_after: row.not_after,
      status: gone ? 'released' : what.to,
      changed_at: at,
    });
    await events.append(tx, {
      name: what.event,
      actor: actorRef(actor),
      subject: { kind: 'certificate', id: row.id, label: row.subject },
      outcome: 'success',
      data: {
        serial: row.serial,
        authorityId: row.authority_id,
        shard: row.shard,
        reason: what.reason,
        requestId,
        holderId: row.holder_id,
        fingerprint: row.fingerprint,
      },
    });
  }

  return {
    revoke: (id, reason, requestId, actor) =>
      change(
        id,
        { event: 'pki.certificate.revoked', from: ['good', 'held'], to: 'revoked', reason },
        requestId,
        actor,
      ),
    suspend: (id, requestId, actor) =>
      change(
        id,
        { event: 'pki.certificate.suspended', from: ['good'], to: 'held', reason: 'certificateHold' },
        requestId,
        actor,
      ),
    release: (id, requestId, actor) =>
      change(
        id,
        { event: 'pki.certificate.released', from: ['held'], to: 'good', reason: null },
        requestId,
        actor,
      ),
  };
}

function refusal({ status }: CertificateRow) {
  if (status === 'revoked') return pkiErrors['certificate-revoked']();
  return status === 'held' ? pkiErrors['certificate-held']() : pkiErrors['certificate-not-held']();
}

const latest = (a: string, b: string | null) => (b !== null && b > a ? b : a);
