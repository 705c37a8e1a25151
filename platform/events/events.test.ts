import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type PostgresCluster, postgres, startPostgres } from '../../test/peers/postgres.ts';
import type { Event, NewEvent } from '../kernel/event.ts';
import { migrate, openStorage, type Storage, type StorageOptions } from '../storage/index.ts';
import { createEventLog, type Events, eventMigrations } from './index.ts';

let cluster: PostgresCluster | undefined;
beforeAll(async () => {
  if (postgres.found) cluster = await startPostgres();
});
afterAll(() => cluster?.stop());

const said = (n: number | string, more: Partial<NewEvent> = {}): NewEvent => ({
  name: 'test.thing.done',
  actor: { kind: 'system', id: 'tester', name: 'tester' },
  subject: { kind: 'thing', id: String(n) },
  outcome: 'success',
  ...more,
});
const subjects = (events: readonly Event[]) => events.map((event) => event.subject.id);

describe.each([
  { name: 'sqlite', found: true },
  { name: 'postgres', found: postgres.found },
])('events on $name', ({ name, found }) => {
  let time: number;
  const clock = { now: () => new Date(time) };
  let directory: string;
  let options: StorageOptions;
  let storage: Storage;
  let log: Events;
  const cleanups: (() => Promise<unknown>)[] = [];

  /** The event log as one more process would have it. */
  async function process(pollMs = 20) {
    const own = await openStorage(options);
    const failures: [string, number, string][] = [];
    const made = createEventLog({
      storage: own,
      clock,
      pollMs,
      onFailure: (who, sequence, error) => failures.push([who, sequence, String((error as Error).message)]),
    });
    cleanups.push(
      () => own.close(),
      () => made.stop(),
    );
    return { storage: own, log: made, failures };
  }
  const append = (event: NewEvent, to: { storage: Storage; log: Events } = { storage, log }) =>
    to.storage.transaction((tx) => to.log.append(tx, event));

  beforeEach(async ({ skip }) => {
    if (!found) skip('PostgreSQL is absent');
    time = Date.parse('2030-01-01T00:00:00.000Z');
    directory = mkdtempSync(join(tmpdir(), 'anmin-events-'));
    options =
      name === 'sqlite' ? { file: join(directory, 'state.db') } : { url: await cluster!.createDatabase() };
    const first = await openStorage(options);
    await migrate(first, [eventMigrations]);
    await first.close();
    ({ storage, log } = await process());
  });
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
    if (directory) rmSync(directory, { recursive: true, force: true });
  });

  it('are recorded with the change, or not at all', async () => {
    await append(
      said(1, { subject: { kind: 'thing', id: '1', label: '测试' }, data: { a: [1, null, '二'] } }),
    );
    await expect(
      storage.transaction(async (tx) => {
        await log.append(tx, said(2));
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    const { items, total } = await log.list({ page: 1, pageSize: 10 });
    expect(total).toBe(1);
    expect(items[0]).toEqual({
      sequence: expect.any(Number),
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
      time: '2030-01-01T00:00:00.000Z',
      name: 'test.thing.done',
      actor: { kind: 'system', id: 'tester', name: 'tester' },
      subject: { kind: 'thing', id: '1', label: '测试' },
      outcome: 'success',
      data: { a: [1, null, '二'] },
    });
  });

  it('fail/a name or a size that cannot be', async () => {
    for (const bad of ['', 'x', 'a.b', 'A.b.c', 'a.b.c ', 'a..c']) {
      await expect(append(said(1, { name: bad }))).rejects.toMatchObject({ code: 'events.bad-name' });
    }
    const large = said(1, { data: { text: 'x'.repeat(300_000) } });
    await expect(append(large)).rejects.toMatchObject({ code: 'events.too-large' });
  });

  it('are listed by name, prefix, subject, actor, outcome and time, a page at a time', async () => {
    for (let i = 0; i < 10; i++) {
      time += 1000;
      await append(
        said(i % 3, {
          name: i % 2 === 0 ? 'test.thing.done' : 'test.other.done',
          outcome: i === 4 ? 'denied' : 'success',
          actor: { kind: 'person', id: i < 5 ? 'p1' : 'p2', name: '张三' },
        }),
      );
    }
    await append(said('z', { name: 'tests.thing.done' }));
    const total = async (query: object) => (await log.list({ page: 1, pageSize: 100, ...query })).total;
    expect(await total({ names: ['test.thing.done'] })).toBe(5);
    expect(await total({ names: ['test.'] })).toBe(10);
    expect(await total({ names: ['test.other.', 'tests.thing.done'] })).toBe(6);
    expect(await total({ subject: { kind: 'thing', id: '0' } })).toBe(4);
    expect(await total({ subject: { kind: 'person', id: '0' } })).toBe(0);
    expect(await total({ actorId: 'p2' })).toBe(5);
    expect(await total({ outcome: 'denied' })).toBe(1);
    expect(await total({ from: '2030-01-01T00:00:02.000Z', to: '2030-01-01T00:00:05.000Z' })).toBe(3);
    const newest = await log.list({ page: 1, pageSize: 4 });
    const second = await log.list({ page: 2, pageSize: 4 });
    const sequences = [...newest.items, ...second.items].map((event) => event.sequence);
    expect(sequences).toEqual([...sequences].sort((a, b) => b - a));
    expect(new Set(sequences).size).toBe(8);
    const oldest = await log.list({ page: 1, pageSize: 1, order: 'oldest' });
    expect(oldest.items[0]!.subject.id).toBe('0');
  });

  it('have sequences in the order of their commits, from two processes', async () => {
    const other = await process();
    const order: string[] = [];
    await Promise.all(
      Array.from({ length: 80 }, (_, i) => {
        const at = i % 2 === 0 ? { storage, log } : other;
        return at.storage.transaction(async (tx) => {
          await at.log.append(tx, said(i));
          order.push(String(i));
        });
      }),
    );
    const { items } = await log.list({ page: 1, pageSize: 100, order: 'oldest' });
    expect(subjects(items)).toEqual(order);
  });

  it('reach a subscriber in order, those from before its start first, within 50 ms of the commit', async () => {
    await append(said('before'));
    await append(said('other', { name: 'test.other.done' }));
    const taken: Event[] = [];
    let arrived = () => {};
    // A poll time that can play no part here.
    const { storage: own, log: quick } = await process(600_000);
    await quick.start([
      {
        name: 's',
        events: ['test.thing.'],
        handle: async (event) => {
          taken.push(event);
          arrived();
        },
      },
    ]);
    await expect.poll(() => subjects(taken)).toEqual(['before']);
    const waits: number[] = [];
    for (let i = 0; i < 20; i++) {
      const there = new Promise<void>((resolve) => {
        arrived = resolve;
      });
      await append(said(i), { storage: own, log: quick });
      const committed = performance.now();
      await there;
      waits.push(performance.now() - committed);
    }
    expect(subjects(taken)).toEqual(['before', ...Array.from({ length: 20 }, (_, i) => String(i))]);
    expect(waits.sort((a, b) => a - b)[10]).toBeLessThan(50);
  });

  it('of another process are found by looking', async () => {
    const taken: Event[] = [];
    const live: Event[] = [];
    const other = await process();
    await other.log.start([{ name: 's', events: [], handle: async (event) => void taken.push(event) }]);
    other.log.listen((event) => live.push(event));
    await expect
      .poll(async () => {
        await append(said('probe'));
        return live.length;
      })
      .toBeGreaterThan(0);
    await append(said('far'));
    await expect.poll(() => subjects(taken).at(-1)).toBe('far');
    await expect.poll(() => subjects(live).at(-1)).toBe('far');
  });

  it('come in batches to whoever pays for each call, again as a whole after a failure', async () => {
    let broken = true;
    const taken: string[][] = [];
    for (const n of [1, 2, 3]) await append(said(n));
    const reader = await process();
    await reader.log.start([
      {
        name: 's',
        events: [],
        handleBatch: async (events) => {
          if (broken) throw new Error('does not fit');
          taken.push(events.map(({ subject }) => subject.id));
        },
      },
    ]);
    await expect.poll(async () => (await log.states())[0]!.attempts).toBe(1);
    expect(taken).toEqual([]);
    broken = false;
    time += 1000;
    await expect.poll(() => taken).toEqual([['1', '2', '3']]);
    await append(said(4));
    await expect.poll(() => taken.at(-1)).toEqual(['4']);
    await expect.poll(async () => (await log.states())[0]!.lag).toBe(0);
  });

  it('come again after a failure, in order, with growing pauses, and the fault can be seen', async () => {
    let broken = true;
    const taken: string[] = [];
    const reader = await process();
    await reader.log.start([
      {
        name: 's',
        events: [],
        handle: async (event) => {
          if (broken && event.subject.id === '2') throw new Error('does not fit');
          taken.push(event.subject.id);
        },
      },
    ]);
    for (const n of [1, 2, 3]) await append(said(n));
    const state = async () => (await log.states())[0]!;
    await expect.poll(async () => (await state()).attempts).toBe(1);
    expect(await state()).toMatchObject({
      name: 's',
      lag: 2,
      lastError: 'does not fit',
      failedSince: '2030-01-01T00:00:00.000Z',
      retryAt: '2030-01-01T00:00:01.000Z',
    });
    time += 1000;
    await expect.poll(async () => (await state()).attempts).toBe(2);
    expect((await state()).retryAt).toBe('2030-01-01T00:00:03.000Z');
    expect(reader.failures.map(([who, , message]) => [who, message])).toEqual([
      ['s', 'does not fit'],
      ['s', 'does not fit'],
    ]);
    expect(taken).toEqual(['1']);
    broken = false;
    time += 2000;
    await expect.poll(() => taken).toEqual(['1', '2', '3']);
    await expect.poll(state).toEqual({ name: 's', sequence: expect.any(Number), lag: 0, attempts: 0 });
  });

  it('that one subscriber cannot take do not keep the others waiting', async () => {
    const taken: string[] = [];
    const reader = await process();
    await reader.log.start([
      { name: 'bad', events: [], handle: () => Promise.reject(new Error('never')) },
      { name: 'good', events: [], handle: async (event) => void taken.push(event.subject.id) },
    ]);
    for (const n of [1, 2]) await append(said(n));
    await expect.poll(() => taken).toEqual(['1', '2']);
  });

  it('are taken by one of two processes, and by the other when the first is gone', async () => {
    const taken: string[] = [];
    const subscribe = async (who: string) => {
      const made = await process();
      await made.log.start([
        { name: 's', events: [], handle: async (event) => void taken.push(`${who}${event.subject.id}`) },
      ]);
      return made;
    };
    const one = await subscribe('a');
    await append(said(1));
    await expect.poll(() => taken).toEqual(['a1']);
    await subscribe('b');
    for (const n of [2, 3]) await append(said(n));
    await expect.poll(() => taken.length).toBe(3);
    expect(taken).toEqual(['a1', 'a2', 'a3']);
    await one.log.stop();
    await append(said(4));
    await expect.poll(() => taken).toEqual(['a1', 'a2', 'a3', 'b4']);
  });

  it('are taken again, not lost, when a process dies before it noted its place', async () => {
    const taken: string[] = [];
    let entered = () => {};
    const inside = new Promise<void>((resolve) => {
      entered = resolve;
    });
    const dying = await process();
    // This handler never returns: to the database it is a process that was killed.
    await dying.log.start([{ name: 's', events: [], handle: () => new Promise(() => entered()) }]);
    cleanups.pop();
    await append(said(1));
    await inside;
    const heir = await process();
    await heir.log.start([
      { name: 's', events: [], handle: async (event) => void taken.push(event.subject.id) },
    ]);
    time += 61_000;
    await expect.poll(() => taken).toEqual(['1']);
  });

  it('reach live listeners from now on, until these leave; one that throws harms nobody', async () => {
    await append(said('past'));
    const live: string[] = [];
    log.listen(() => {
      throw new Error('bad listener');
    });
    const leave = log.listen((event) => live.push(event.subject.id));
    // Where "now" is, is found out by asking the database.
    await expect
      .poll(async () => {
        await append(said('probe'));
        return live.includes('probe');
      })
      .toBe(true);
    expect(live).not.toContain('past');
    leave();
    const heard = live.length;
    const later: string[] = [];
    log.listen((event) => later.push(event.subject.id));
    await append(said(2));
    await expect.poll(() => later).toContain('2');
    expect(live).toHaveLength(heard);
  });

  it('stop only after the handler under way has ended', async () => {
    let release = () => {};
    let ended = false;
    let entered = false;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const reader = await process();
    await reader.log.start([
      {
        name: 's',
        events: [],
        handle: async () => {
          entered = true;
          await gate;
          ended = true;
        },
      },
    ]);
    await append(said(1));
    await expect.poll(() => entered).toBe(true);
    const stopping = reader.log.stop();
    await log.states();
    expect(ended).toBe(false);
    release();
    await stopping;
    expect(ended).toBe(true);
    expect((await log.states())[0]).toMatchObject({ lag: 0 });
  });
});
