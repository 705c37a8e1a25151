import type { Static } from 'typebox';
import type { EventLog } from '#platform/events/index.ts';
import { type Actor, actorRef, authorise } from '#platform/kernel/actor.ts';
import type { Clock } from '#platform/kernel/clock.ts';
import { newId } from '#platform/kernel/ids.ts';
import { flag, type Storage } from '#platform/storage/index.ts';
import type { Mask } from '../../core/mask/document.ts';
import { auditErrors } from '../../errors.ts';
import type { NewSavedSearch } from '../../schemas.ts';
import type { AuditTables } from '../../store/db.ts';
import {
  countSavedSearches,
  deleteSavedSearch,
  insertSavedSearch,
  savedSearchesFor,
} from '../../store/saved-searches.ts';
import type { ReadQuery } from '../read-query.ts';
import { recordEvent } from '../record-event.ts';
import { referenceTo, type WriteOut } from './named.ts';

/** Of one person; enough for anybody, and a bound. */
const mostOfOne = 100;
const mostShown = 500;

/** Searches that are kept under a name, for their maker or for all who search. */
export function createSavedSearches(deps: {
  readonly storage: Storage;
  readonly events: EventLog;
  readonly mask: Mask;
  readonly clock: Clock;
  readonly readQuery: ReadQuery;
  readonly writeOut: WriteOut;
}) {
  const { storage, events, mask, clock } = deps;
  const look = (actor: Actor) => {
    authorise(actor, 'audit.events.search');
    return actorRef(actor).id;
  };

  return {
    /**
     * Those of others are masked: name and query may say whom they are about. What is masked would find nothing;
     * a reference runs it.
     */
    async list(actor: Actor) {
      const me = look(actor);
      const rows = await savedSearchesFor(storage.read<AuditTables>(), me, mostShown);
      return rows.map((row) => {
        const mine = row.owner_id === me;
        const shown = mine ? row.query : mask.text(row.query, 'message');
        return {
          id: row.id,
          name: mine ? row.name : mask.text(row.name, 'message'),
          query: shown === row.query ? shown : referenceTo(row.id),
          shown,
          range: row.range,
          shared: row.shared === 1,
          mine,
          createdAt: row.created_at,
        };
      });
    },

    /** @throws audit.saved-searches-full, audit.saved-search-gone, audit.saved-search-nested, the errors of a query */
    async save(actor: Actor, input: Static<typeof NewSavedSearch>): Promise<{ id: string }> {
      const me = look(actor);
      deps.readQuery(input.query);
      deps.readQuery(await deps.writeOut(actor, input.query));
      const id = newId();
      await storage.transaction<AuditTables, void>(async (tx) => {
        if ((await countSavedSearches(tx, me)) >= mostOfOne)
          throw auditErrors['saved-searches-full']({ limit: mostOfOne });
        await insertSavedSearch(tx, {
          id,
          name: input.name,
          query: input.query,
          range: input.range,
          owner_id: me,
          shared: flag(input.shared),
          created_at: clock.now().toISOString(),
        });
        await recordEvent(events, tx, actor, {
          name: 'audit.search.saved',
          subject: { kind: 'search', id, label: input.name },
          data: { query: input.query, range: input.range, shared: input.shared },
        });
      });
      return { id };
    },

    /** @throws audit.saved-search-unknown when it is not one's own */
    async remove(actor: Actor, id: string): Promise<void> {
      const me = look(actor);
      await storage.transaction<AuditTables, void>(async (tx) => {
        if (!(await deleteSavedSearch(tx, id, me))) throw auditErrors['saved-search-unknown']();
        await recordEvent(events, tx, actor, {
          name: 'audit.search.removed',
          subject: { kind: 'search', id },
        });
      });
    },
  };
}
