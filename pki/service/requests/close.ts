import { type Actor, systemActor } from '#platform/kernel/actor.ts';
import { needReason } from '../../core/requests/reason.ts';
import { pkiErrors } from '../../errors.ts';
import type { RequestsDeps } from '../../ports.ts';
import { findRequest, moveRequest } from '../../store/requests.ts';
import type { PkiTables } from '../../store/tables.ts';
import { asPerson, authoriseSight } from './access.ts';
import { requestEvent } from './events.ts';

type CloseDeps = Pick<RequestsDeps, 'storage' | 'events' | 'clock'>;

/**
 * Takes a request back before it is decided.
 * @throws pki.withdraw-not-requester, pki.request-not-pending
 */
export async function withdrawRequest(
  deps: CloseDeps,
  caller: Actor,
  id: string,
  reason: string,
): Promise<void> {
  const actor = asPerson(caller);
  const why = needReason(reason);
  const seen = await findRequest(deps.storage.read<PkiTables>(), id);
  if (seen === undefined) throw pkiErrors['request-not-found']();
  authoriseSight(actor, seen);
  if (seen.requester_id !== actor.accountId) throw pkiErrors['withdraw-not-requester']();
  await deps.storage.transaction<PkiTables, void>(async (tx) => {
    const row = (await findRequest(tx, id))!;
    const { number, state } = row;
    if (state !== 'pending') throw pkiErrors['request-not-pending']({ number, state });
    await moveRequest(tx, row, { state: 'withdrawn', finished_at: deps.clock.now().toISOString() });
    await deps.events.append(tx, requestEvent('pki.request.withdrawn', actor, row, { reason: why }));
  });
}

const batch = 200;

/** Closes pending requests whose time is over. Answers how many. */
export async function expireRequests(deps: CloseDeps, signal?: AbortSignal): Promise<number> {
  const actor = systemActor('pki.requests.expire', []);
  let closed = 0;
  while (!signal?.aborted) {
    const count = await deps.storage.transaction<PkiTables, number>(async (tx) => {
      const now = deps.clock.now().toISOString();
      const rows = await tx
        .selectFrom('pki_requests')
        .selectAll()
        .where('state', '=', 'pending')
        .where('expires_at', '<=', now)
        .limit(batch)
        .execute();
      for (const row of rows) {
        await moveRequest(tx, row, { state: 'expired', finished_at: now });
        await deps.events.append(tx, requestEvent('pki.request.expired', actor, row));
      }
      return rows.length;
    });
    closed += count;
    if (count < batch) break;
  }
  return closed;
}
