import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import { likePart } from '#platform/storage/index.ts';
import type { CertificateState } from '../core/revocation/state.ts';
import { type CertificateHead, headColumns } from './certificates.ts';
import type { Db } from './db.ts';
import type { PkiTables } from './tables.ts';

export type CertificateFilter = {
  readonly q?: string;
  readonly state?: CertificateState;
  readonly profile?: string;
  readonly holderId?: string;
  /** Those of people, servers and devices, or those that the system works with itself (CAs, OCSP, its own server). */
  readonly owner?: 'holder' | 'system';
  /** Path of an organisation: it and everything below it. */
  readonly organisationPath?: string;
  readonly expiresBefore?: string;
  readonly expiresAfter?: string;
  readonly sort?: 'issued' | 'expires' | 'name';
};

/** The moment of asking, and the one from which an end counts as near. */
export type Moments = { readonly now: string; readonly expiringFrom: string };

export type ListedCertificate = CertificateHead & {
  readonly holder_name: string | null;
  readonly organisation_name: string | null;
};

const columns = [
  ...headColumns.map((column) => `c.${column}` as const),
  'h.name as holder_name',
  'o.name as organisation_name',
] as const;

/** Names of holder and organisation beside each certificate. */
export function selectListed(db: Db) {
  return db
    .selectFrom('pki_certificates as c')
    .leftJoin('pki_holders as h', 'h.id', 'c.holder_id')
    .leftJoin('pki_organisations as o', 'o.id', 'c.organisation_id')
    .select(columns);
}

export async function listCertificateRows(
  db: Db,
  filter: CertificateFilter,
  moments: Moments,
  part: { readonly limit: number; readonly offset: number },
): Promise<{ rows: ListedCertificate[]; total: number }> {
  const wanted = (eb: ExpressionBuilder<{ c: PkiTables['pki_certificates'] }, 'c'>) =>
    eb.and(conditions(eb, filter, moments));
  const count = async () => {
    const query = db.selectFrom('pki_certificates as c').select((eb) => eb.fn.countAll<number>().as('total'));
    return (await query.where(wanted).executeTakeFirstOrThrow()).total;
  };
  const [column, direction] = order[filter.sort ?? 'issued'];
  // The page is found in the indexes first; only its rows are read whole. A search has no index that ends
  // early, so that its one scan also counts.
  const page = db
    .selectFrom('pki_certificates as c')
    .select('c.id')
    .where(wanted)
    .orderBy(column, direction)
    .orderBy('c.id', direction)
    .limit(part.limit)
    .offset(part.offset);
  const scanned = filter.q ? await page.select(sql<number>`count(*) over ()`.as('total')).execute() : [];
  const ids = filter.q ? scanned : await page.execute();
  const total = scanned[0]?.total ?? (await count());
  if (ids.length === 0) return { rows: [], total: Number(total) };
  const rows = await selectListed(db)
    .where(
      'c.id',
      'in',
      ids.map(({ id }) => id),
    )
    .orderBy(column, direction)
    .orderBy('c.id', direction)
    .execute();
  return { rows, total: Number(total) };
}

const order = {
  issued: ['c.created_at', 'desc'],
  expires: ['c.not_after', 'asc'],
  name: ['c.common_name', 'asc'],
} as const;

function conditions(
  eb: ExpressionBuilder<{ c: PkiTables['pki_certificates'] }, 'c'>,
  filter: CertificateFilter,
  moments: Moments,
): Expression<SqlBool>[] {
  const { q, state, profile, holderId, owner, organisationPath, expiresBefore, expiresAfter } = filter;
  const all: Expression<SqlBool>[] = [];
  if (q) {
    // Written in lower case, so that the scan need not make it so.
    all.push(likePart(sql.ref('c.search_text'), q));
  }
  if (profile) all.push(eb('c.profile', '=', profile));
  if (holderId) all.push(eb('c.holder_id', '=', holderId));
  if (owner === 'system') all.push(eb('c.holder_id', 'is', null));
  if (owner === 'holder') all.push(isHeld);
  if (organisationPath) {
    const below = sql`(select id from pki_organisations where path like ${`${organisationPath}%`})`;
    all.push(sql<boolean>`c.organisation_id in ${below}`);
  }
  if (expiresBefore) all.push(eb('c.not_after', '<', expiresBefore));
  if (expiresAfter) all.push(eb('c.not_after', '>=', expiresAfter));
  if (state) all.push(...states[state](eb, moments));
  return all;
}

/** Nearly all are, so that the index on the holder must not be walked for it. */
const isHeld = sql<boolean>`holder_id || '' <> ''`;

type StateRule = (
  eb: ExpressionBuilder<{ c: PkiTables['pki_certificates'] }, 'c'>,
  moments: Moments,
) => Expression<SqlBool>[];

/** `stateOf` of the core as SQL. */
const states: Readonly<Record<CertificateState, StateRule>> = {
  // Most certificates are valid: the order of the list finds them sooner than an index on their end.
  valid: (_, { expiringFrom }) => [
    sql<boolean>`c.status || '' = 'good'`,
    sql<boolean>`c.not_after || '' >= ${expiringFrom}`,
  ],
  expiring: (eb, { now, expiringFrom }) => [
    eb('c.status', '=', 'good'),
    eb('c.not_after', '>=', now),
    eb('c.not_after', '<', expiringFrom),
  ],
  expired: (eb, { now }) => [eb('c.status', 'in', ['good', 'held']), eb('c.not_after', '<', now)],
  suspended: (eb, { now }) => [eb('c.status', '=', 'held'), eb('c.not_after', '>=', now)],
  revoked: (eb) => [eb('c.status', '=', 'revoked')],
};

/** How many certificates are in each state. */
export async function countStates(
  db: Db,
  { now, expiringFrom }: Moments,
): Promise<Record<CertificateState, number>> {
  const count = async (status: readonly string[], from: string | null, before: string | null) => {
    let query = db
      .selectFrom('pki_certificates')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('status', 'in', status);
    if (from !== null) query = query.where('not_after', '>=', from);
    if (before !== null) query = query.where('not_after', '<', before);
    return Number((await query.executeTakeFirstOrThrow()).count);
  };
  return {
    valid: await count(['good'], expiringFrom, null),
    expiring: await count(['good'], now, expiringFrom),
    expired: await count(['good', 'held'], null, now),
    suspended: await count(['held'], now, null),
    revoked: await count(['revoked'], null, null),
  };
}

/** What the system itself works with: a handful beside those of holders. */
export function systemCertificates(db: Db) {
  return db
    .selectFrom('pki_certificates')
    .select(['status', 'not_after', 'created_at'])
    .where('holder_id', 'is', null)
    .execute();
}

/** Good certificates of holders that end in `[from, before)`, by month (`YYYY-MM`) and profile. */
export async function expiryByMonth(
  db: Db,
  from: string,
  before: string,
): Promise<{ month: string; profile: string; count: number }[]> {
  const rows = await db
    .selectFrom('pki_certificates')
    .select(['profile', sql<string>`substr(not_after, 1, 7)`.as('month')])
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where(isHeld)
    .where('status', '=', 'good')
    .where('not_after', '>=', from)
    .where('not_after', '<', before)
    .groupBy(['month', 'profile'])
    .orderBy('month')
    .orderBy('profile')
    .execute();
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}

/** Good certificates of holders, by profile. */
export async function countValidByProfile(
  db: Db,
  now: string,
): Promise<{ profile: string; valid: number }[]> {
  const rows = await db
    .selectFrom('pki_certificates')
    .select('profile')
    .select((eb) => eb.fn.countAll<number>().as('valid'))
    .where(isHeld)
    .where('status', '=', 'good')
    .where('not_after', '>=', now)
    .groupBy('profile')
    .orderBy('profile')
    .execute();
  return rows.map((row) => ({ profile: row.profile, valid: Number(row.valid) }));
}

export async function countIssuedSince(db: Db, from: string): Promise<number> {
  const { count } = await db
    .selectFrom('pki_certificates')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('created_at', '>=', from)
    .executeTakeFirstOrThrow();
  return Number(count);
}
