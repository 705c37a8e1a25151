import { type Selectable, type SelectQueryBuilder, sql } from 'kysely';
import { offsetOf, type Page, type PageQuery } from '#platform/kernel/page.ts';

/** A page of rows whose ids sort by time, the newest first. @param query which rows; nothing selected yet */
export async function newestPage<DB, T extends keyof DB, V>(
  query: SelectQueryBuilder<DB, T, object>,
  { page, pageSize }: PageQuery,
  viewOf: (row: Selectable<DB[T]>) => V,
): Promise<Page<V>> {
  // Kysely cannot say what a row of any table is.
  const counted = query.select((eb) => eb.fn.countAll().as('total')).executeTakeFirstOrThrow();
  const { total } = (await counted) as unknown as { total: number | string | bigint };
  const rows = await query
    .selectAll()
    .orderBy(sql.ref('id'), 'desc')
    .offset(offsetOf({ page, pageSize }))
    .limit(pageSize)
    .execute();
  return {
    items: (rows as unknown as Selectable<DB[T]>[]).map(viewOf),
    total: Number(total),
    page,
    pageSize,
  };
}
