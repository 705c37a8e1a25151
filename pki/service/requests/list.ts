import type { Static } from 'typebox';
import { type Actor, authorise, may } from '#platform/kernel/actor.ts';
import { maxPageSize, offsetOf, type Page } from '#platform/kernel/page.ts';
import { searchText } from '../../core/directory/text.ts';
import { stepPermissions } from '../../core/requests/steps.ts';
import type { RequestsDeps } from '../../ports.ts';
import type { RequestQuery } from '../../schemas.ts';
import { listRequestRows, type RequestFilter } from '../../store/requests.ts';
import type { PkiTables } from '../../store/tables.ts';
import { asPerson } from './access.ts';
import { type RequestView, requestViews } from './view.ts';

export type RequestQueryInput = Partial<Static<typeof RequestQuery>>;

/**
 * One page of requests. `mine`: made by the caller or about the own certificates; `waiting`: whose
 * current step the caller may decide and is not barred from; `all` needs pki.requests.read. Without a
 * view: all where allowed, otherwise mine.
 */
export async function listRequests(
  deps: RequestsDeps,
  caller: Actor,
  query: RequestQueryInput,
): Promise<Page<RequestView>> {
  const page = query.page ?? 1;
  const pageSize = Math.min(query.pageSize ?? 20, maxPageSize);
  const filter = filterOf(deps, caller, query);
  const { rows, total } = await listRequestRows(
    deps.storage.read<PkiTables>(),
    filter,
    pageSize,
    offsetOf({ page, pageSize }),
  );
  return { items: await requestViews(deps, caller, rows), total, page, pageSize };
}

/** How many requests wait for this caller. */
export async function countWaiting(deps: RequestsDeps, caller: Actor): Promise<number> {
  const filter = filterOf(deps, caller, { view: 'waiting' });
  return (await listRequestRows(deps.storage.read<PkiTables>(), filter, 1, 0)).total;
}

function filterOf(deps: RequestsDeps, caller: Actor, query: RequestQueryInput): RequestFilter {
  const { kind, state, profile, holderId, q } = query;
  const common = { kind, state, profile, holderId, q: searchText(q) };
  const view = query.view ?? (may(caller, 'pki.requests.read') ? 'all' : 'mine');
  if (view === 'all') {
    authorise(caller, 'pki.requests.read');
    return common;
  }
  const { accountId, holderId: ownHolder } = asPerson(caller);
  if (view === 'mine') return { ...common, mine: { accountId, holderId: ownHolder } };
  return {
    ...common,
    waiting: {
      accountId,
      holderId: ownHolder,
      mayDecide: (step) => may(caller, stepPermissions[step]),
      now: deps.clock.now().toISOString(),
    },
  };
}
