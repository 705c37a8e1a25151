import { type Selectable, sql } from 'kysely';
import { contains } from '#platform/storage/index.ts';
import type { Db } from './db.ts';
import type { PkiTables } from './tables.ts';

export type OrganisationRow = Selectable<PkiTables['pki_organisations']>;
export type HolderRow = Selectable<PkiTables['pki_holders']>;

export const findOrganisation = (db: Db, id: string): Promise<OrganisationRow | undefined> =>
  db.selectFrom('pki_organisations').selectAll().where('id', '=', id).executeTakeFirst();

export const findHolder = (db: Db, id: string): Promise<HolderRow | undefined> =>
  db.selectFrom('pki_holders').selectAll().where('id', '=', id).executeTakeFirst();

export async function holdersById(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, HolderRow>> {
  const rows = new Map<string, HolderRow>();
  for (const some of portions([...new Set(ids)])) {
    const found = await db.selectFrom('pki_holders').selectAll().where('id', 'in', some).execute();
    for (const row of found) rows.set(row.id, row);
  }
  return rows;
}

/** At most 900 keys at a time: SQLite takes some thousands of parameters, PostgreSQL more. */
function* portions<T>(values: readonly T[], size = 900): Generator<T[]> {
  for (let start = 0; start < values.length; start += size) yield values.slice(start, start + size);
}

export async function organisationsByCode(db: Db, codes: readonly string[]): Promise<OrganisationRow[]> {
  const rows: OrganisationRow[] = [];
  for (const some of portions([...new Set(codes)])) {
    rows.push(...(await db.selectFrom('pki_organisations').selectAll().where('code', 'in', some).execute()));
  }
  return rows;
}

export async function holdersByNumber(
  db: Db,
  kind: string,
  numbers: readonly string[],
): Promise<HolderRow[]> {
  const rows: HolderRow[] = [];
  for (const some of portions([...new Set(numbers)])) {
    const found = db
      .selectFrom('pki_holders')
      .selectAll()
      .where('kind', '=', kind)
      .where('number', 'in', some);
    rows.push(...(await found.execute()));
  }
  return rows;
}

/** Names from the top of the tree down, for each of these organisations. */
export async function organisationPaths(
  db: Db,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows: Pick<OrganisationRow, 'id' | 'path'>[] = [];
  for (const some of portions([...new Set(ids)])) {
    rows.push(
      ...(await db.selectFrom('pki_organisations').select(['id', 'path']).where('id', 'in', some).execute()),
    );
  }
  const links = new Map(rows.map(({ id, path }) => [id, path.split('/').filter((part) => part !== '')]));
  const names = new Map<string, string>();
  for (const some of portions([...new Set([...links.values()].flat())])) {
    const found = await db
      .selectFrom('pki_organisations')
      .select(['id', 'name'])
      .where('id', 'in', some)
      .execute();
    for (const { id, name } of found) names.set(id, name);
  }
  return new Map([...links].map(([id, path]) => [id, path.map((link) => names.get(link) ?? '')]));
}

export type OrganisationListing = OrganisationRow & { readonly children: number; readonly holders: number };

/** Organisations below `parentId` (null: at the top), or, with `q`, those anywhere whose name or code has it. */
export async function listOrganisationRows(
  db: Db,
  filter: { readonly parentId: string | null; readonly q?: string },
  limit: number,
  offset: number,
): Promise<{ rows: OrganisationListing[]; total: number }> {
  let base = db.selectFrom('pki_organisations');
  if (filter.q) {
    const q = filter.q;
    base = base.where((where) =>
      where.or([contains('pki_organisations.name', q), contains('pki_organisations.code', q)]),
    );
  } else if (filter.parentId === null) base = base.where('parent_id', 'is', null);
  else base = base.where('parent_id', '=', filter.parentId);
  const { total } = await base.select((e) => e.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  const rows = await base
    .selectAll()
    .select((e) => [
      e
        .selectFrom('pki_organisations as child')
        .select((c) => c.fn.countAll<number>().as('n'))
        .whereRef('child.parent_id', '=', 'pki_organisations.id')
        .as('children'),
      e
        .selectFrom('pki_holders')
        .select((c) => c.fn.countAll<number>().as('n'))
        .whereRef('pki_holders.organisation_id', '=', 'pki_organisations.id')
        .as('holders'),
    ])
    .orderBy('code')
    .limit(limit)
    .offset(offset)
    .execute();
  const listed = rows.map((row) => ({
    ...row,
    children: Number(row.children),
    holders: Number(row.holders),
  }));
  return { rows: listed, total: Number(total) };
}

export async function countBelow(db: Db, id: string): Promise<{ children: number; holders: number }> {
  const count = (e: { n: number } | undefined) => Number(e?.n ?? 0);
  const children = await db
    .selectFrom('pki_organisations')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('parent_id', '=', id)
    .executeTakeFirst();
  const holders = await db
    .selectFrom('pki_holders')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('organisation_id', '=', id)
    .executeTakeFirst();
  return { children: count(children), holders: count(holders) };
}

/** Puts everything below one path under another. */
export async function rebasePaths(tx: Db, from: string, to: string): Promise<void> {
  await tx
    .updateTable('pki_organisations')
    .set({ path: sql<string>`${to} || substr(path, ${sql.lit(from.length + 1)})` })
    .where('path', 'like', `${from}%`)
    .execute();
}

export type HolderFilter = {
  readonly kind?: string;
  readonly state?: string;
  readonly organisationPath?: string;
  readonly q?: string;
};

export async function listHolderRows(
  db: Db,
  filter: HolderFilter,
  limit: number,
  offset: number,
): Promise<{ rows: HolderRow[]; total: number }> {
  let base = db.selectFrom('pki_holders');
  if (filter.kind) base = base.where('kind', '=', filter.kind);
  if (filter.state) base = base.where('state', '=', filter.state);
  const { organisationPath, q } = filter;
  if (organisationPath) {
    base = base.where('organisation_id', 'in', (e) =>
      e.selectFrom('pki_organisations').select('id').where('path', 'like', `${organisationPath}%`),
    );
  }
  if (q) {
    const columns = ['name', 'number', 'email', 'mobile', 'dns_names', 'ip_addresses'];
    base = base.where((where) => where.or(columns.map((column) => contains(`pki_holders.${column}`, q))));
  }
  const { total } = await base.select((e) => e.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  const rows = await base.selectAll().orderBy('kind').orderBy('number').limit(limit).offset(offset).execute();
  return { rows, total: Number(total) };
}

/** How many certificates each of these holders was ever issued. */
export async function certificateCounts(
  db: Db,
  holderIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (holderIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('pki_certificates')
    .select((e) => ['holder_id', e.fn.countAll<number>().as('n')])
    .where('holder_id', 'in', [...holderIds])
    .groupBy('holder_id')
    .execute();
  return new Map(rows.map(({ holder_id, n }) => [holder_id!, Number(n)]));
}
