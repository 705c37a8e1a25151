import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import type { Event } from '../kernel/event.ts';
import { offsetOf, type Page } from '../kernel/page.ts';
import type { Storage } from '../storage/index.ts';
import { type EventTables, toEvent } from './rows.ts';
import type { EventQuery } from './types.ts';

export async function listEvents(storage: Storage, query: EventQuery): Promise<Page<Event>> {
  const db = storage.read<EventTables>();
  const wanted = (eb: ExpressionBuilder<EventTables, 'platform_events'>) => eb.and(conditions(eb, query));
  const rows = await db
    .selectFrom('platform_events')
    .selectAll()
    .where(wanted)
    .orderBy('sequence', query.order === 'oldest' ? 'asc' : 'desc')
    .limit(query.pageSize)
    .offset(offsetOf(query))
    .execute();
  const { total } = await db
    .selectFrom('platform_events')
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .where(wanted)
    .executeTakeFirstOrThrow();
  return { items: rows.map(toEvent), total, page: query.page, pageSize: query.pageSize };
}

function conditions(
  eb: ExpressionBuilder<EventTables, 'platform_events'>,
  query: EventQuery,
): Expression<SqlBool>[] {
  const all: Expression<SqlBool>[] = [];
  if (query.subject) {
    all.push(eb('subject_id', '=', query.subject.id), eb('subject_kind', '=', query.subject.kind));
  }
  if (query.actorId !== undefined) all.push(eb('actor_id', '=', query.actorId));
  if (query.outcome !== undefined) all.push(eb('outcome', '=', query.outcome));
  if (query.from !== undefined) all.push(eb('time', '>=', query.from));
  if (query.to !== undefined) all.push(eb('time', '<', query.to));
  if (query.names !== undefined && query.names.length > 0) {
    // `.` is followed by `/` in ASCII, so a prefix is a range.
    const one = (name: string) =>
      name.endsWith('.')
        ? eb.and([eb('name', '>=', name), eb('name', '<', `${name.slice(0, -1)}/`)])
        : eb('name', '=', name);
    all.push(eb.or(query.names.map(one)));
  }
  return all;
}
