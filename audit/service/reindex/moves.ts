import { setTimeout as wait } from 'node:timers/promises';
import type { EventLog } from '#platform/events/index.ts';
import { type Actor, actorRef, authorise, systemActor } from '#platform/kernel/actor.ts';
import type { Clock } from '#platform/kernel/clock.ts';
import { newId } from '#platform/kernel/ids.ts';
import type { Log } from '#platform/log/index.ts';
import type { Storage } from '#platform/storage/index.ts';
import { auditErrors } from '../../errors.ts';
import type { AuditTables } from '../../store/db.ts';
import {
  findStoreInUse,
  getMove,
  insertMove,
  moveUnderWay,
  type StoreMoveRow,
  setStoreInUse,
  updateMove,
  withdrawMove,
} from '../../store/store-moves.ts';
import type { Store, StoreName } from '../../stores/open.ts';
import { createQueue } from '../queue.ts';
import { recordEvent } from '../record-event.ts';
import { type ReindexDeps, startReindex } from './index.ts';

export type MoveView = StoreMoveRow;

const mover = systemActor('audit.reindex', []);
const progressMs = 1_000;

/** The store in use: the last word counts, whether a move or a changed setting spoke it. */
export async function storeInUse(storage: Storage, configured: StoreName): Promise<StoreName> {
  const row = await findStoreInUse(storage.read<AuditTables>());
  return row?.configured === configured ? (row.name as StoreName) : configured;
}

/** Moves between the stores: asked for by whoever administers the machine, made by the process that serves. */
export function createMoves(deps: {
  readonly storage: Storage;
  readonly events: EventLog;
  readonly clock: Clock;
  readonly log: Log;
  readonly configured: StoreName;
  /** In use now. */
  readonly current: () => Store;
  readonly open: (name: StoreName) => Store;
  /** Puts the new store in the place of the old one, which it closes. */
  readonly replace: (next: Store) => Promise<void>;
  readonly reindex: Omit<ReindexDeps, 'from' | 'to' | 'switchTo'>;
}) {
  const { storage, events, clock, configured, current } = deps;
  const now = () => clock.now().toISOString();
  const set = (id: string, values: Partial<MoveView>) =>
    storage.transaction<AuditTables, void>((tx) => updateMove(tx, id, values));

  async function move(row: MoveView, signal: AbortSignal): Promise<void> {
    const target = deps.open(row.target as StoreName);
    let taken = false;
    const reindex = startReindex({
      ...deps.reindex,
      from: current(),
      to: target,
      async switchTo() {
        await storage.transaction<AuditTables, void>(async (tx) => {
          await setStoreInUse(tx, { name: row.target, configured });
          await recordEvent(events, tx, mover, {
            name: 'audit.store.switched',
            subject: { kind: 'store', id: row.target },
            data: { for: row.asked_by },
          });
        });
        taken = true;
        await deps.replace(target);
      },
    });
    signal.addEventListener('abort', () => void reindex.cancel(), { once: true });
    const finished = reindex.done.then(() => true);
    while (!(await Promise.race([finished, wait(progressMs, false)]))) {
      const { phase, size, position, compared, error } = reindex.state();
      await set(row.id, { state: phase, size, position, compared, detail: error });
    }
    const { phase, size, position, compared, differences, error } = await reindex.done;
    if (!taken) await target.close();
    // A stop of the process is no end of the move: it goes on at the next start.
    if (signal.aborted && phase === 'cancelled') return;
    const detail = differences.length > 0 ? JSON.stringify(differences.slice(0, 20)) : error;
    await set(row.id, { state: phase, size, position, compared, detail, ended_at: now() });
  }

  const queue = createQueue<MoveView>({
    name: 'move',
    log: deps.log,
    claim: () => moveUnderWay(storage.read<AuditTables>()),
    async make(row, signal) {
      if (row.target === current().name) await set(row.id, { state: 'switched', ended_at: now() });
      else await move(row, signal);
    },
    giveUp: ({ id }, detail) => set(id, { state: 'failed', detail, ended_at: now() }),
  });

  return {
    /** Makes what was asked for; a job. */
    work: queue.work,
    /** Leaves what is under way to the next start. */
    stop: queue.stop,

    /** @throws audit.store-same, audit.store-moving */
    async ask(actor: Actor, target: StoreName): Promise<{ id: string }> {
      authorise(actor, 'audit.store.move');
      if ((await storeInUse(storage, configured)) === target)
        throw auditErrors['store-same']({ store: target });
      const id = newId();
      await storage.transaction<AuditTables, void>(async (tx) => {
        if ((await moveUnderWay(tx)) !== undefined) throw auditErrors['store-moving']();
        const by = actorRef(actor);
        await insertMove(tx, {
          id,
          target,
          state: 'waiting',
          size: 0,
          position: 0,
          compared: 0,
          detail: null,
          asked_at: now(),
          asked_by: by.name,
          ended_at: null,
        });
        await recordEvent(events, tx, actor, {
          name: 'audit.store.move-asked',
          subject: { kind: 'store', id: target },
        });
      });
      return { id };
    },

    get: (id: string): Promise<MoveView> => getMove(storage.read<AuditTables>(), id),

    /** Takes back what the serving process has not begun. */
    withdraw: (id: string): Promise<void> =>
      storage.transaction<AuditTables, void>((tx) => withdrawMove(tx, id, now())),
  };
}
