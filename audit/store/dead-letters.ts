import type { Selectable } from 'kysely';
import { contains } from '#platform/storage/index.ts';
import type { AuditTables, Db } from './db.ts';

export type DeadLetterRow = Selectable<AuditTables['audit_dead_letters']>;

export type DeadLetterFilter = {
  readonly source?: string;
  readonly stage?: string;
  readonly reason?: string;
  readonly state?: string;
  readonly q?: string;
};

/** A record of the evidence log that was refused before at the same stage is not put in twice. */
export async function insertDeadLetter(tx: Db, row: DeadLetterRow): Promise<boolean> {
  if (row.evidence_index !== null) {
    const there = await tx
      .selectFrom('audit_dead_letters')
      .select('id')
      .where('evidence_index', '=', row.evidence_index)
      .where('stage', '=', row.stage)
      .executeTakeFirst();
    if (there) {
      await tx
        .updateTable('audit_dead_letters')
        .set({ state: 'open', reason: row.reason, detail: row.detail, closed_at: null, closed_by: null })
        .where('id', '=', there.id)
        .execute();
      return false;
    }
  }
  await tx.insertInto('audit_dead_letters').values(row).execute();
  return true;
}

/** Refused on their way in: none of them can be there already. */
export async function insertDeadLetters(tx: Db, rows: readonly DeadLetterRow[]): Promise<void> {
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    await tx
      .insertInto('audit_dead_letters')
      .values(rows.slice(from, from + rowsAtOnce))
      .execute();
  }
}

const rowsAtOnce = 100;

function filtered(db: Db, filter: DeadLetterFilter) {
  let query = db.selectFrom('audit_dead_letters');
  if (filter.source !== undefined) query = query.where('source_id', '=', filter.source);
  if (filter.stage !== undefined) query = query.where('stage', '=', filter.stage);
  if (filter.reason !== undefined) query = query.where('reason', '=', filter.reason);
  if (filter.state !== undefined) query = query.where('state', '=', filter.state);
  if (filter.q !== undefined) query = query.where(contains('text', filter.q));
  return query;
}

/** Without the bytes, the newest first. */
export async function listDeadLetters(db: Db, filter: DeadLetterFilter, limit: number, offset: number) {
  const query = filtered(db, filter);
  const rows = await query
    .select(['id', 'source_id', 'stage', 'reason', 'detail', 'evidence_index', 'bytes', 'text'])
    .select(['received_at', 'state', 'closed_at', 'closed_by', 'close_reason'])
    .orderBy('id', 'desc')
    .limit(limit)
    .offset(offset)
    .execute();
  const { n } = await query.select(({ fn }) => fn.countAll<number>().as('n')).executeTakeFirstOrThrow();
  return { rows, total: Number(n) };
}

export const findDeadLetter = (db: Db, id: string): Promise<DeadLetterRow | undefined> =>
  db.selectFrom('audit_dead_letters').selectAll().where('id', '=', id).executeTakeFirst();

/** Ids of open ones that fit, the oldest first. */
export async function openDeadLetters(db: Db, filter: DeadLetterFilter, limit: number): Promise<string[]> {
  const rows = await filtered(db, { ...filter, state: 'open' })
    .select('id')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

/** @returns whether it was open until now */
export async function closeDeadLetter(
  tx: Db,
  id: string,
  set: { state: 'replayed' | 'discarded'; closed_at: string; closed_by: string; close_reason: string | null },
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('audit_dead_letters')
    .set(set.state === 'discarded' ? { ...set, raw: null, text: '' } : { ...set, raw: null })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

/** Open letters whose bytes are kept, by source. */
export async function keptBySource(db: Db): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('audit_dead_letters')
    .select(['source_id', ({ fn }) => fn.countAll<number>().as('n')])
    .where('state', '=', 'open')
    .where('stage', '=', 'collect')
    .groupBy('source_id')
    .execute();
  return new Map(rows.map(({ source_id, n }) => [source_id, Number(n)]));
}
