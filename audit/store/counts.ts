import { sql } from 'kysely';
import type { Db } from './db.ts';
import type { CountsRow } from './sources.ts';

export const allCounts = (db: Db): Promise<CountsRow[]> =>
  db.selectFrom('audit_source_counts').selectAll().execute();

/** How far the evidence log was counted. */
export async function countedTo(db: Db): Promise<number> {
  const row = await db.selectFrom('audit_counted').select('position').where('id', '=', 1).executeTakeFirst();
  return row?.position ?? 0;
}

export async function setCountedTo(tx: Db, position: number): Promise<void> {
  await tx
    .insertInto('audit_counted')
    .values({ id: 1, position })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ position }))
    .execute();
}

export type Added = {
  readonly stored?: number;
  readonly refused?: number;
  readonly discarded?: number;
  readonly skewed?: number;
  readonly lastReceivedAt?: string;
  readonly lastRefusedAt?: string;
};

/** Adds to the counts of a source; the later of two times stays. */
export async function addCounts(tx: Db, sourceId: string, added: Added): Promise<void> {
  const { stored = 0, refused = 0, discarded = 0, skewed = 0 } = added;
  const { lastReceivedAt = null, lastRefusedAt = null } = added;
  await tx
    .insertInto('audit_source_counts')
    .values({
      source_id: sourceId,
      stored,
      refused,
      discarded,
      skewed,
      last_received_at: lastReceivedAt,
      last_refused_at: lastRefusedAt,
    })
    .onConflict((conflict) =>
      conflict.column('source_id').doUpdateSet((eb) => ({
        stored: eb('audit_source_counts.stored', '+', stored),
        refused: eb('audit_source_counts.refused', '+', refused),
        discarded: eb('audit_source_counts.discarded', '+', discarded),
        skewed: eb('audit_source_counts.skewed', '+', skewed),
        last_received_at: later('last_received_at', lastReceivedAt),
        last_refused_at: later('last_refused_at', lastRefusedAt),
      })),
    )
    .execute();
}

const later = (column: string, time: string | null) => {
  const present = sql.ref<string | null>(`audit_source_counts.${column}`);
  if (time === null) return sql<string | null>`${present}`;
  return sql<
    string | null
  >`case when ${present} is null or ${present} < ${time} then ${time} else ${present} end`;
};
