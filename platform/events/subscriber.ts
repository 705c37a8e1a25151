import type { Clock } from '../kernel/clock.ts';
import type { Subscription } from '../kernel/domain.ts';
import type { Event } from '../kernel/event.ts';
import type { Storage } from '../storage/index.ts';
import { type CursorRow, type EventTables, toEvent, wants } from './rows.ts';

export type Subscriber = {
  /** Takes what is there; resolves when nothing is left to take now. Never rejects. */
  run(): Promise<void>;
  /** Stops before the next event. */
  stop(): void;
  release(): Promise<void>;
};

const batchSize = 200;
const leaseMs = 60_000;
/** A place that moved only past unwanted events is written down this often. */
const idleSave = 2000;

/**
 * Feeds one subscriber from its place in the log. A lease on the place keeps other processes from
 * feeding it too. The place moves after the handler, so a crash repeats events and loses none.
 */
export function createSubscriber(
  subscription: Subscription,
  deps: {
    readonly storage: Storage;
    readonly clock: Clock;
    readonly owner: string;
    readonly failed: (name: string, sequence: number, error: unknown) => void;
  },
): Subscriber {
  const { storage, clock, owner } = deps;
  const { name } = subscription;
  let stopped = false;
  let place: { sequence: number; saved: number; attempts: number; retryAt: string | null } | undefined;
  let leaseUntil = 0;

  const patch = (values: Partial<CursorRow>) => {
    const until = clock.now().getTime() + leaseMs;
    return storage.transaction<EventTables, boolean>(async (tx) => {
      const result = await tx
        .updateTable('platform_event_cursors')
        .set({ ...values, lease_owner: owner, lease_until: new Date(until).toISOString() })
        .where('name', '=', name)
        .where((eb) =>
          eb.or([
            eb('lease_owner', 'is', null),
            eb('lease_owner', '=', owner),
            eb('lease_until', '<', clock.now().toISOString()),
          ]),
        )
        .executeTakeFirst();
      const mine = result.numUpdatedRows > 0n;
      leaseUntil = mine ? until : 0;
      return mine;
    });
  };

  /** Takes or keeps the lease; false while another process feeds this subscriber. */
  async function hold(): Promise<boolean> {
    if (leaseUntil - clock.now().getTime() > leaseMs / 2) return true;
    const kept = leaseUntil > clock.now().getTime() && place !== undefined;
    if (!(await patch({}))) {
      place = undefined;
      return false;
    }
    if (!kept) await load();
    return true;
  }

  async function load(): Promise<void> {
    const row = await storage
      .read<EventTables>()
      .selectFrom('platform_event_cursors')
      .selectAll()
      .where('name', '=', name)
      .executeTakeFirstOrThrow();
    place = { sequence: row.sequence, saved: row.sequence, attempts: row.attempts, retryAt: row.retry_at };
  }

  async function save(): Promise<void> {
    const now = place!;
    now.attempts = 0;
    now.retryAt = null;
    const { sequence } = now;
    const clean = { attempts: 0, retry_at: null, failed_since: null, last_error: null };
    if (await patch({ sequence, ...clean })) now.saved = sequence;
    else place = undefined;
  }

  async function fail(sequence: number, error: unknown): Promise<void> {
    const attempts = place!.attempts + 1;
    const now = clock.now();
    const retryAt = new Date(
      now.getTime() + Math.min(60_000, 1000 * 2 ** Math.min(attempts - 1, 6)),
    ).toISOString();
    const text = error instanceof Error ? error.message : String(error);
    const since = attempts === 1 ? { failed_since: now.toISOString() } : {};
    const place_ = {
      sequence: place!.sequence,
      attempts,
      retry_at: retryAt,
      last_error: text.slice(0, 1000),
    };
    Object.assign(place!, { attempts, retryAt, saved: place!.sequence });
    deps.failed(name, sequence, error);
    await patch({ ...place_, ...since });
  }

  async function eventAt(sequence: number): Promise<Event> {
    const row = await storage
      .read<EventTables>()
      .selectFrom('platform_events')
      .selectAll()
      .where('sequence', '=', sequence)
      .executeTakeFirstOrThrow();
    return toEvent(row);
  }

  /** One batch. False when there is nothing more to do now. */
  async function batch(): Promise<boolean> {
    if (!(await hold()) || place === undefined) return false;
    if (place.retryAt !== null && place.retryAt > clock.now().toISOString()) return false;
    return 'handleBatch' in subscription ? whole(subscription, place) : oneByOne(subscription, place);
  }

  const following = (sequence: number) =>
    storage
      .read<EventTables>()
      .selectFrom('platform_events')
      .where('sequence', '>', sequence)
      .orderBy('sequence')
      .limit(batchSize);

  async function oneByOne(
    { handle }: Extract<Subscription, { handle: unknown }>,
    from: NonNullable<typeof place>,
  ): Promise<boolean> {
    // Only the names at first: most events of a burst are for other subscribers.
    const rows = await following(from.sequence).select(['sequence', 'name']).execute();
    let handled = false;
    for (const row of rows) {
      if (stopped || !(await hold()) || place === undefined) break;
      if (wants(subscription.events, row.name)) {
        try {
          await handle(await eventAt(row.sequence));
        } catch (error) {
          await fail(row.sequence, error);
          return false;
        }
        handled = true;
      }
      place.sequence = row.sequence;
    }
    if (place !== undefined && (handled || place.sequence - place.saved >= idleSave)) await save();
    return rows.length === batchSize && !stopped;
  }

  async function whole(
    { handleBatch }: Extract<Subscription, { handleBatch: unknown }>,
    from: NonNullable<typeof place>,
  ): Promise<boolean> {
    const rows = await following(from.sequence).selectAll().execute();
    const events = rows.filter(({ name }) => wants(subscription.events, name)).map(toEvent);
    const last = rows.at(-1);
    if (last === undefined) return false;
    try {
      if (events.length > 0) await handleBatch(events);
    } catch (error) {
      await fail(events[0]!.sequence, error);
      return false;
    }
    from.sequence = last.sequence;
    if (events.length > 0 || from.sequence - from.saved >= idleSave) await save();
    return rows.length === batchSize && !stopped;
  }

  return {
    async run() {
      try {
        while (!stopped && (await batch()));
      } catch (error) {
        // The database itself is away; what was not saved is taken again.
        leaseUntil = 0;
        place = undefined;
        deps.failed(name, 0, error);
      }
    },
    stop() {
      stopped = true;
    },
    async release() {
      if (place !== undefined && place.sequence > place.saved) await save();
      if (leaseUntil === 0) return;
      await storage.transaction<EventTables, unknown>((tx) =>
        tx
          .updateTable('platform_event_cursors')
          .set({ lease_owner: null, lease_until: null })
          .where('name', '=', name)
          .where('lease_owner', '=', owner)
          .execute(),
      );
    },
  };
}
