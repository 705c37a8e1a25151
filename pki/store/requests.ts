import { type ExpressionBuilder, type Selectable, sql } from 'kysely';
import { contains, fromJsonText } from '#platform/storage/index.ts';
import type { FlowRequest } from '../core/requests/model.ts';
import type { RequestKind, RequestState, StepKey } from '../schemas.ts';
import type { Db } from './db.ts';
import type { PkiTables } from './tables.ts';

export type RequestRow = Selectable<PkiTables['pki_requests']>;
export type DecisionRow = Selectable<PkiTables['pki_decisions']>;

/** What is kept in `names`: which of the holder's names the certificate takes; null means all. */
export type RequestNames = {
  readonly dnsNames: readonly string[] | null;
  readonly ipAddresses: readonly string[] | null;
};

export const stepsOf = (row: Pick<RequestRow, 'steps'>): StepKey[] => fromJsonText<StepKey[]>(row.steps);

export function findRequest(db: Db, id: string): Promise<RequestRow | undefined> {
  return db.selectFrom('pki_requests').selectAll().where('id', '=', id).executeTakeFirst();
}

export function decisionsOf(db: Db, requestId: string): Promise<DecisionRow[]> {
  return db
    .selectFrom('pki_decisions')
    .selectAll()
    .where('request_id', '=', requestId)
    .orderBy('step_index')
    .execute();
}

/** The decisions of each of these requests (a page of them). */
export async function decisionsOfAll(
  db: Db,
  requestIds: readonly string[],
): Promise<ReadonlyMap<string, readonly PlainDecision[]>> {
  if (requestIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('pki_decisions')
    .select(['request_id', 'step_index', 'decision', 'actor_id', 'actor_holder_id'])
    .where('request_id', 'in', [...requestIds])
    .execute();
  return Map.groupBy(rows, (row) => row.request_id);
}

type PlainDecision = Pick<DecisionRow, 'step_index' | 'decision' | 'actor_id' | 'actor_holder_id'>;

/** A request and its decisions as the rules of the core see them. */
export function flowOf(row: RequestRow, decisions: readonly PlainDecision[]): FlowRequest {
  return {
    id: row.id,
    number: row.number,
    kind: row.kind as RequestKind,
    state: row.state as RequestState,
    steps: stepsOf(row),
    stepIndex: row.step_index,
    holderId: row.holder_id,
    requesterId: row.requester_id,
    requesterHolderId: row.requester_holder_id,
    expiresAt: row.expires_at,
    decisions: decisions.map((each) => ({
      stepIndex: each.step_index,
      decision: each.decision as 'approve' | 'reject',
      actorId: each.actor_id,
      actorHolderId: each.actor_holder_id,
    })),
  };
}

/** The next number of the year, `2026-000123`. Gaps cannot be: the number commits with its request. */
export async function nextRequestNumber(tx: Db, year: number): Promise<string> {
  const { last } = await tx
    .insertInto('pki_request_numbers')
    .values({ year, last: 1 })
    .onConflict((conflict) =>
      conflict.column('year').doUpdateSet({ last: sql<number>`pki_request_numbers.last + 1` }),
    )
    .returning('last')
    .executeTakeFirstOrThrow();
  return `${year}-${String(last).padStart(6, '0')}`;
}

/** A request under way that asks for the same thing, or for a certificate on the same key. */
export async function findRival(
  tx: Db,
  wanted: Omit<RequestRow, 'id' | 'number'>,
): Promise<{ number: string } | undefined> {
  const open = tx
    .selectFrom('pki_requests')
    .select('number')
    .where((where) =>
      where.or([
        where('state', '=', 'approved'),
        where.and([where('state', '=', 'pending'), where('expires_at', '>', wanted.requested_at)]),
      ]),
    );
  const { kind, certificate_id, holder_id, profile, names, spki_hash, csr } = wanted;
  if (certificate_id !== null) {
    const same = open.where('kind', '=', kind).where('certificate_id', '=', certificate_id);
    const rival = await same.executeTakeFirst();
    if (rival) return rival;
  } else if (csr === null) {
    const same = open.where('kind', '=', kind).where('holder_id', '=', holder_id);
    const rival = await same.where('profile', '=', profile).where('names', '=', names).executeTakeFirst();
    if (rival) return rival;
  }
  return spki_hash === null ? undefined : open.where('spki_hash', '=', spki_hash).executeTakeFirst();
}

/** Moves a request that is still where it was seen; false when somebody was faster. */
export async function moveRequest(
  tx: Db,
  seen: Pick<RequestRow, 'id' | 'state' | 'step_index'>,
  change: Partial<Omit<RequestRow, 'id'>>,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('pki_requests')
    .set(change)
    .where('id', '=', seen.id)
    .where('state', '=', seen.state)
    .where('step_index', '=', seen.step_index)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** False when this step, or this person, has a decision on the request already. */
export async function insertDecision(tx: Db, row: DecisionRow): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('pki_decisions')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

export type RequestFilter = {
  readonly kind?: string;
  readonly state?: string;
  readonly profile?: string;
  readonly holderId?: string;
  readonly q?: string;
  readonly mine?: { readonly accountId: string; readonly holderId?: string };
  readonly waiting?: {
    readonly accountId: string;
    /** Nothing waits for somebody who is not in the directory. */
    readonly holderId?: string;
    readonly mayDecide: (step: StepKey) => boolean;
    readonly now: string;
  };
};

/** One page, newest first (what waits for somebody: oldest first), and how many there are. */
export async function listRequestRows(
  db: Db,
  filter: RequestFilter,
  limit: number,
  offset: number,
): Promise<{ rows: RequestRow[]; total: number }> {
  let base = db.selectFrom('pki_requests');
  if (filter.kind) base = base.where('pki_requests.kind', '=', filter.kind);
  if (filter.state) base = base.where('pki_requests.state', '=', filter.state);
  if (filter.profile) base = base.where('pki_requests.profile', '=', filter.profile);
  if (filter.holderId) base = base.where('pki_requests.holder_id', '=', filter.holderId);
  const { mine, waiting, q } = filter;
  if (q) {
    base = base.where((where) =>
      where.or([
        contains('pki_requests.number', q),
        contains('pki_requests.requester_name', q),
        where('pki_requests.holder_id', 'in', (e) =>
          e
            .selectFrom('pki_holders')
            .select('pki_holders.id')
            .where((of) => of.or([contains('pki_holders.name', q), contains('pki_holders.number', q)])),
        ),
      ]),
    );
  }
  if (mine) {
    base = base.where((where) =>
      where.or([
        where('pki_requests.requester_id', '=', mine.accountId),
        ...(mine.holderId ? [where('pki_requests.holder_id', '=', mine.holderId)] : []),
      ]),
    );
  }
  if (waiting) {
    const places = await waitingPlaces(db, waiting.mayDecide, waiting.now);
    base = base.where((where) => isWaitingFor(where, waiting, places));
  }
  const { total } = await base.select((e) => e.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  const rows = await base
    .selectAll('pki_requests')
    // UUIDv7: the order of the ids is that in which the requests were made.
    .orderBy('pki_requests.id', waiting ? 'asc' : 'desc')
    .limit(limit)
    .offset(offset)
    .execute();
  return { rows, total: Number(total) };
}

type Place = { readonly steps: string; readonly step_index: number };

/** The few kinds of places in which pending requests are, narrowed to those that the caller may decide. */
async function waitingPlaces(db: Db, mayDecide: (step: StepKey) => boolean, now: string): Promise<Place[]> {
  const places = await db
    .selectFrom('pki_requests')
    .select(['steps', 'step_index'])
    .distinct()
    .where('state', '=', 'pending')
    .where('expires_at', '>', now)
    .execute();
  return places.filter((place) => {
    const step = stepsOf(place)[place.step_index];
    return step !== undefined && mayDecide(step);
  });
}

/** The rules of the approval protocol that can be asked of a row, as SQL. */
function isWaitingFor(
  where: ExpressionBuilder<PkiTables, 'pki_requests'>,
  waiting: NonNullable<RequestFilter['waiting']>,
  places: readonly Place[],
) {
  const { accountId, holderId } = waiting;
  if (holderId === undefined) return where.lit(false);
  const inPlace = places.map(({ steps, step_index }) =>
    where.and([
      where('pki_requests.steps', '=', steps),
      where('pki_requests.step_index', '=', step_index),
      stepsOf({ steps })[step_index] === 'entry'
        ? where.lit(true)
        : where.and([
            where('pki_requests.requester_id', '<>', accountId),
            where.or([
              where('pki_requests.requester_holder_id', 'is', null),
              where('pki_requests.requester_holder_id', '<>', holderId),
            ]),
          ]),
    ]),
  );
  return where.and([
    where('pki_requests.state', '=', 'pending'),
    where('pki_requests.expires_at', '>', waiting.now),
    where.or(inPlace),
    where('pki_requests.holder_id', '<>', holderId),
    where.not(
      where.exists(
        where
          .selectFrom('pki_decisions')
          .select('pki_decisions.id')
          .whereRef('pki_decisions.request_id', '=', 'pki_requests.id')
          .where((of) =>
            of.or([
              of('pki_decisions.actor_id', '=', accountId),
              of('pki_decisions.actor_holder_id', '=', holderId),
            ]),
          ),
      ),
    ),
  ]);
}

/** Requests of the caller's that are not at their end, for the inventory. */
export async function countOpenRequests(db: Db, accountId: string): Promise<number> {
  const { open } = await db
    .selectFrom('pki_requests')
    .select((e) => e.fn.countAll<number>().as('open'))
    .where('requester_id', '=', accountId)
    .where('state', 'in', ['pending', 'approved'])
    .executeTakeFirstOrThrow();
  return Number(open);
}

/** Those that were approved and are not carried out yet, the oldest first. */
export async function approvedRequests(db: Db, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('pki_requests')
    .select('id')
    .where('state', '=', 'approved')
    .orderBy('requested_at')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

/** Decisions in the order of their ids, from behind the given one on ('' for the first). */
export function decisionsAfter(db: Db, id: string, limit: number): Promise<DecisionRow[]> {
  return db.selectFrom('pki_decisions').selectAll().where('id', '>', id).orderBy('id').limit(limit).execute();
}
