import type { Clock } from '../kernel/clock.ts';
import type { Subscription } from '../kernel/domain.ts';
import type { Event } from '../kernel/event.ts';
import { newId } from '../kernel/ids.ts';
import type { Storage } from '../storage/index.ts';
import { createAppend } from './append.ts';
import { eventErrors } from './errors.ts';
import { listEvents } from './list.ts';
import { type EventTables, toEvent } from './rows.ts';
import { createSubscriber, type Subscriber } from './subscriber.ts';
import type { Events } from './types.ts';

export type EventLogOptions = {
  readonly storage: Storage;
  readonly clock: Clock;
  /** How often the log is looked at for events of other processes and for retries. Default 1000. */
  readonly pollMs?: number;
  /** Told of each failed attempt; sequence 0 when the database itself failed. */
  readonly onFailure?: (subscriber: string, sequence: number, error: unknown) => void;
};

/** The event log on the tables of `eventMigrations`. Nothing runs before `start` or `listen`. */
export function createEventLog(options: EventLogOptions): Events {
  const { storage, clock, pollMs = 1000, onFailure = () => {} } = options;
  const owner = newId();
  const runners: { wake(): void; settle(): Promise<void> }[] = [];
  const subscribers: Subscriber[] = [];
  const listeners = new Set<(event: Event) => void>();
  let timer: NodeJS.Timeout | undefined;
  let tail: { wake(): void; settle(): Promise<void> } | undefined;

  const wakeAll = () => {
    for (const runner of runners) runner.wake();
    tail?.wake();
  };
  const poll = () => {
    timer ??= setInterval(wakeAll, pollMs).unref();
  };

  async function start(subscriptions: readonly Subscription[]): Promise<void> {
    const names = subscriptions.map(({ name }) => name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined || subscribers.length > 0)
      throw eventErrors['duplicate-subscription']({ name: twice });
    await storage.transaction<EventTables, void>(async (tx) => {
      for (const name of names) {
        await tx
          .insertInto('platform_event_cursors')
          .values({ name, sequence: 0, attempts: 0 })
          .onConflict((conflict) => conflict.column('name').doNothing())
          .execute();
      }
    });
    for (const subscription of subscriptions) {
      const subscriber = createSubscriber(subscription, { storage, clock, owner, failed: onFailure });
      subscribers.push(subscriber);
      runners.push(coalesce(() => subscriber.run()));
    }
    poll();
    wakeAll();
  }

  return {
    append: createAppend(clock, wakeAll),
    list: (query) => listEvents(storage, query),
    start,
    listen(listener) {
      listeners.add(listener);
      tail ??= createTail(storage, listeners, onFailure);
      tail.wake();
      poll();
      return () => void listeners.delete(listener);
    },
    async states() {
      const db = storage.read<EventTables>();
      const { last } = await db
        .selectFrom('platform_events')
        .select((eb) => eb.fn.max('sequence').as('last'))
        .executeTakeFirstOrThrow();
      const rows = await db.selectFrom('platform_event_cursors').selectAll().orderBy('name').execute();
      return rows.map((row) => ({
        name: row.name,
        sequence: row.sequence,
        lag: Math.max(0, Number(last ?? 0) - row.sequence),
        attempts: row.attempts,
        ...(row.failed_since === null ? {} : { failedSince: row.failed_since }),
        ...(row.retry_at === null ? {} : { retryAt: row.retry_at }),
        ...(row.last_error === null ? {} : { lastError: row.last_error }),
      }));
    },
    async stop() {
      clearInterval(timer);
      listeners.clear();
      for (const subscriber of subscribers) subscriber.stop();
      await Promise.all([...runners, ...(tail ? [tail] : [])].map((runner) => runner.settle()));
      await Promise.allSettled(subscribers.map((subscriber) => subscriber.release()));
    },
  };
}

/** Runs `work` one at a time; wakes that come meanwhile cause one more run. */
function coalesce(work: () => Promise<void>) {
  let running: Promise<void> | undefined;
  let again = false;
  const loop = async () => {
    do {
      again = false;
      await work();
    } while (again);
    running = undefined;
  };
  return {
    wake() {
      again = true;
      running ??= loop();
    },
    settle: async () => {
      again = false;
      await running;
    },
  };
}

/** Hands each new event to the live listeners; starts after the last event of the moment. */
function createTail(
  storage: Storage,
  listeners: ReadonlySet<(event: Event) => void>,
  onFailure: NonNullable<EventLogOptions['onFailure']>,
) {
  const db = storage.read<EventTables>();
  let place: number | undefined;
  const locate = async () => {
    const query = db.selectFrom('platform_events').select((eb) => eb.fn.max('sequence').as('last'));
    place = Number((await query.executeTakeFirstOrThrow()).last ?? 0);
  };
  const runner = coalesce(async () => {
    try {
      if (listeners.size === 0) place = undefined;
      else if (place === undefined) await locate();
      if (place === undefined) return;
      const query = db.selectFrom('platform_events').selectAll().orderBy('sequence').limit(500);
      for (;;) {
        const rows = await query.where('sequence', '>', place).execute();
        for (const event of rows.map(toEvent)) for (const listener of listeners) tell(listener, event);
        place = rows.at(-1)?.sequence ?? place;
        if (rows.length < 500) return;
      }
    } catch (error) {
      onFailure('live', 0, error);
    }
  });
  return runner;

  function tell(listener: (event: Event) => void, event: Event) {
    try {
      listener(event);
    } catch (error) {
      onFailure('live', event.sequence, error);
    }
  }
}
