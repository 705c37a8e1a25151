import type { EventLog } from '#platform/events/index.ts';
import { actorRef, type SystemActor } from '#platform/kernel/actor.ts';
import type { Clock } from '#platform/kernel/clock.ts';
import type { Storage } from '#platform/storage/index.ts';
import type { PkiTables } from '../../store/tables.ts';

/** Days before the end at which holders hear of it, once each. */
export const noticeDays = [1, 7, 14, 30] as const;
const dayMs = 86_400_000;
const batch = 500;

export type ExpiryService = {
  /** Emits pki.certificate.expiring for what came near its end since the last run. @returns how many */
  notify(signal?: AbortSignal): Promise<number>;
};

export function createExpiryService(deps: {
  storage: Storage;
  events: EventLog;
  clock: Clock;
  actor: SystemActor;
  /** The earliest notice; smaller steps than it stay. */
  firstDays: number;
}): ExpiryService {
  const { storage, events, clock, actor, firstDays } = deps;
  const steps = [...new Set([...noticeDays.filter((days) => days < firstDays), firstDays])].sort(
    (a, b) => a - b,
  );

  /** Those whose nearest step is `days`: a certificate that was never seen before gets one notice, not four. */
  function due(days: number, later: number) {
    const now = clock.now().getTime();
    return storage
      .read<PkiTables>()
      .selectFrom('pki_certificates as c')
      .select(['c.id', 'c.subject', 'c.serial', 'c.holder_id', 'c.profile', 'c.not_after', 'c.fingerprint'])
      .where('c.status', '=', 'good')
      .where('c.holder_id', 'is not', null)
      .where('c.not_after', '>', new Date(now + later * dayMs).toISOString())
      .where('c.not_after', '<=', new Date(now + days * dayMs).toISOString())
      .where((eb) =>
        eb.not(
          eb.exists(
            eb
              .selectFrom('pki_notices as n')
              .select('n.kind')
              .whereRef('n.certificate_id', '=', 'c.id')
              .where('n.kind', '=', kindOf(days)),
          ),
        ),
      )
      .orderBy('c.not_after')
      .limit(batch)
      .execute();
  }

  async function notice(row: Awaited<ReturnType<typeof due>>[number], days: number): Promise<boolean> {
    return storage.transaction<PkiTables, boolean>(async (tx) => {
      const { numInsertedOrUpdatedRows } = await tx
        .insertInto('pki_notices')
        .values({ certificate_id: row.id, kind: kindOf(days), sent_at: clock.now().toISOString() })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirstOrThrow();
      if (numInsertedOrUpdatedRows === 0n) return false;
      await events.append(tx, {
        name: 'pki.certificate.expiring',
        actor: actorRef(actor),
        subject: { kind: 'certificate', id: row.id, label: row.subject },
        outcome: 'success',
        data: {
          days,
          notAfter: row.not_after,
          serial: row.serial,
          holderId: row.holder_id,
          profile: row.profile,
          fingerprint: row.fingerprint,
        },
      });
      return true;
    });
  }

  return {
    async notify(signal) {
      let sent = 0;
      for (const [index, days] of steps.entries()) {
        for (;;) {
          const rows = await due(days, steps[index - 1] ?? 0);
          const told = await Promise.all(rows.map((row) => notice(row, days)));
          sent += told.filter(Boolean).length;
          if (rows.length < batch || signal?.aborted) break;
        }
      }
      return sent;
    },
  };
}

const kindOf = (days: number) => `expiring-${days}`;
