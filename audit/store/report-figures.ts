import type { Db } from './db.ts';

/** RFC 3339 UTC; `from` is inside, `to` is not. */
export type Span = { readonly from: string; readonly to: string };

/** Alerts that were raised and not held back, counted by rule, state and verdict, the most severe first. */
export const countRaisedAlerts = (db: Db, { from, to }: Span) =>
  db
    .selectFrom('audit_alerts')
    .select(['title', 'level', 'severity', 'state', 'verdict'])
    .select((eb) => [eb.fn.countAll().as('alerts'), eb.fn.sum('matches').as('matches')])
    .where('raised_at', '>=', from)
    .where('raised_at', '<', to)
    .where('exception_id', 'is', null)
    .groupBy(['rule_id', 'title', 'level', 'severity', 'state', 'verdict'])
    .orderBy('severity', 'desc')
    .orderBy('title')
    .execute();

/** Alerts that exceptions held back, counted by exception and title. */
export const countSuppressedAlerts = (db: Db, { from, to }: Span) =>
  db
    .selectFrom('audit_alerts')
    .innerJoin('audit_exceptions', 'audit_exceptions.id', 'audit_alerts.exception_id')
    .select(['audit_exceptions.id', 'query', 'reason', 'created_by', 'expires_at', 'ended_at', 'title'])
    .select((eb) => [eb.fn.countAll().as('alerts'), eb.fn.sum('matches').as('matches')])
    .where('raised_at', '>=', from)
    .where('raised_at', '<', to)
    .groupBy(['audit_exceptions.id', 'query', 'reason', 'created_by', 'expires_at', 'ended_at', 'title'])
    .orderBy('audit_exceptions.id')
    .orderBy('title')
    .execute();

/** Refused records, counted by source, stage, reason and state. */
export const countDeadLetters = (db: Db, { from, to }: Span) =>
  db
    .selectFrom('audit_dead_letters')
    .select(['source_id', 'stage', 'reason', 'state'])
    .select((eb) => eb.fn.countAll().as('letters'))
    .where('received_at', '>=', from)
    .where('received_at', '<', to)
    .groupBy(['source_id', 'stage', 'reason', 'state'])
    .orderBy('source_id')
    .execute();

export const sourceTitles = (db: Db) => db.selectFrom('audit_sources').select(['id', 'title']).execute();

/** Sources whose alarm stands. */
export const silentSources = (db: Db) =>
  db
    .selectFrom('audit_sources')
    .select(['id', 'silent_since'])
    .where('silent_since', 'is not', null)
    .execute();

/** Sources of which anything was ever refused, the most first. */
export const refusingSources = (db: Db, limit: number) =>
  db
    .selectFrom('audit_source_counts')
    .select(['source_id', 'refused', 'discarded'])
    .where('refused', '>', 0)
    .orderBy('refused', 'desc')
    .limit(limit)
    .execute();

/** Exports that were asked for, the oldest first. */
export const exportsAskedFor = (db: Db, { from, to }: Span, limit: number) =>
  db
    .selectFrom('audit_exports')
    .select(['created_at', 'created_by_name', 'title', 'reason', 'records', 'state'])
    .where('created_at', '>=', from)
    .where('created_at', '<', to)
    .orderBy('id')
    .limit(limit)
    .execute();

/** Legal holds that stand. */
export async function countHolds(db: Db): Promise<number> {
  const { held } = await db
    .selectFrom('audit_holds')
    .select((eb) => eb.fn.countAll().as('held'))
    .where('lifted_at', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(held);
}
