import { CompiledQuery } from 'kysely';
import type { Clock } from '../kernel/clock.ts';
import { newId } from '../kernel/ids.ts';
import { afterCommit, dialectOf } from '../storage/index.ts';
import { eventErrors } from './errors.ts';
import type { EventLog } from './types.ts';

const columns = 'id, time, name, actor, actor_id, subject_kind, subject_id, subject_label, outcome, data';
const insert = {
  sqlite: `insert into platform_events (${columns}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  postgres: `insert into platform_events (${columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
};
const maxData = 256 * 1024;

/**
 * One INSERT in the caller's transaction. Transactions are serial, so the order of sequences is the
 * order of commits; `committed` is called after the commit.
 */
export function createAppend(clock: Clock, committed: () => void): EventLog['append'] {
  return async (tx, event) => {
    if (!/^[a-z][a-z0-9-]*(\.[a-z0-9-]+){2,}$/.test(event.name))
      throw eventErrors['bad-name']({ name: event.name });
    const now = clock.now();
    const data = JSON.stringify(event.data ?? {});
    if (data.length > maxData)
      throw eventErrors['too-large']({ name: event.name, size: data.length, limit: maxData });
    const { kind, id, label } = event.subject;
    await tx.executeQuery(
      CompiledQuery.raw(insert[dialectOf(tx)], [
        newId(now.getTime()),
        now.toISOString(),
        event.name,
        JSON.stringify(event.actor),
        event.actor.id,
        kind,
        id,
        label ?? null,
        event.outcome,
        data,
      ]),
    );
    afterCommit(committed);
  };
}
