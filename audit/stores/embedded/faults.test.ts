import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { peer } from '../../../test/peers/find.ts';
import { timeless } from '../../core/query/dates.ts';
import { parseQuery } from '../../core/query/parse.ts';
import { contractDocuments } from '../contract-documents.ts';
import { writeDocuments } from '../testing.ts';
import { type EmbeddedOptions, type EmbeddedStore, openEmbeddedStore } from './store.ts';
import { numbered, testFolder } from './testing.ts';

const { signal } = new AbortController();
const day = '2026-11-22';
const nextDay = Date.parse('2026-11-23T08:00:00Z');

let folder: ReturnType<typeof testFolder>;
const stores: EmbeddedStore[] = [];
const open = (options: Partial<EmbeddedOptions> = {}): EmbeddedStore => {
  const store = openEmbeddedStore({ folder: folder.path, ...options });
  stores.push(store);
  return store;
};
beforeEach(() => {
  folder = testFolder();
});
afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.close()));
  folder.remove();
});

const count = (store: EmbeddedStore, text: string) =>
  store.reader.count(parseQuery(text, timeless), {}, signal);
const fileOf = (kind: 'events' | 'fts') => join(folder.path, `${day}.${kind}.db`);

/** Writes over the middle of a file what cannot be right. */
function scribble(file: string, from: number): void {
  const bytes = readFileSync(file);
  bytes.fill(0xa5, from, Math.max(from, bytes.length - 4096));
  writeFileSync(file, bytes);
}

describe('the index of words', () => {
  it('is made again when it is missing or was never a database', async () => {
    const first = open();
    await writeDocuments(first.writer, numbered(0, 20_000), signal);
    await first.settled();
    expect(await count(first, '民政')).toBe(20_000);
    await first.close();
    rmSync(fileOf('fts'));
    const second = open();
    await second.settled();
    expect(await count(second, '民政')).toBe(20_000);
    await second.close();
    writeFileSync(fileOf('fts'), 'this is no database, but as long as a header of one '.repeat(40));
    const third = open();
    await third.settled();
    expect(await count(third, '第7号')).toBe(1);
  });

  it('is made again when it is behind or ahead of the events', async () => {
    const first = open();
    await writeDocuments(first.writer, numbered(0, 500), signal);
    await first.settled();
    await first.close();
    const saved = readFileSync(fileOf('fts'));
    const second = open();
    await writeDocuments(second.writer, numbered(500, 900), signal);
    await second.settled();
    await second.close();
    writeFileSync(fileOf('fts'), saved);
    const third = open();
    await third.settled();
    expect(await count(third, '民政')).toBe(900);
    await third.close();
    rmSync(fileOf('events'));
    const fourth = open();
    await writeDocuments(fourth.writer, numbered(0, 20), signal);
    await fourth.settled();
    expect(await count(fourth, '民政')).toBe(20);
  });

  it('heals when it is damaged while in use', async () => {
    const first = open();
    await writeDocuments(first.writer, numbered(0, 20_000), signal);
    await first.settled();
    await first.close();
    scribble(fileOf('fts'), 16_384);
    const second = open();
    await expect.poll(() => count(second, '民政 办结').catch(() => -1), { timeout: 30_000 }).toBe(20_000);
    await writeDocuments(second.writer, numbered(20_000, 20_010), signal);
    await second.settled();
    expect(await count(second, '民政')).toBe(20_010);
  });

  it('can be ordered anew while questions are asked', async () => {
    const store = open();
    await writeDocuments(store.writer, numbered(0, 2000), signal);
    await store.settled();
    expect(await count(store, '民政')).toBe(2000);
    store.rebuildIndex(day);
    await store.settled();
    expect(await count(store, '民政')).toBe(2000);
    expect(await count(store, 'user.name:user1')).toBe(400);
  });
});

it('has of events that came with their terms what it has of those that it reads', async () => {
  const store = open();
  // The first write of a day finds no open index: what it has is read from the events.
  await writeDocuments(store.writer, numbered(0, 1), signal);
  await store.settled();
  const others = contractDocuments.map((document) => ({ ...document, index: document.index + 5000, day }));
  await writeDocuments(store.writer, [...numbered(1, 700), ...others], signal);
  // Some are here already.
  await writeDocuments(store.writer, numbered(600, 900), signal);
  await store.settled();
  const fed = indexContent();
  expect(fed.places.length).toBeGreaterThan(10_000);
  store.rebuildIndex(day);
  await store.settled();
  expect(indexContent()).toEqual(fed);
});

/** Every token with its place in every event, what is counted, and the sets of fields. */
function indexContent() {
  const db = new DatabaseSync(fileOf('fts'), { readOnly: true });
  db.exec('CREATE VIRTUAL TABLE temp.place USING fts5vocab (main, fts, instance)');
  const all = (sql: string) => db.prepare(sql).all();
  const content = {
    places: all('SELECT term, CAST(doc AS TEXT) AS doc, "offset" FROM temp.place ORDER BY 1, 2, 3'),
    counted: all('SELECT token, n FROM term ORDER BY token'),
    shapes: all('SELECT id, paths FROM shape ORDER BY id'),
  };
  db.close();
  return content;
}

describe('events', () => {
  it('are found within two seconds', async () => {
    const store = open();
    await writeDocuments(store.writer, numbered(0, 10), signal);
    await expect.poll(() => count(store, '第9号'), { timeout: 2000, interval: 20 }).toBe(1);
  });

  it('of one day go with their files, and come again', async () => {
    const store = open();
    await writeDocuments(store.writer, [...numbered(0, 100), ...numbered(100, 150, nextDay)], signal);
    await store.settled();
    expect(store.days()).toEqual([day, '2026-11-23']);
    expect(await count(store, '民政')).toBe(150);
    await store.dropDay(day);
    expect(readdirSync(folder.path).filter((name) => name.startsWith(day))).toEqual([]);
    expect(store.days()).toEqual(['2026-11-23']);
    expect(await count(store, '民政')).toBe(50);
    expect(await count(store, '')).toBe(50);
    await writeDocuments(store.writer, numbered(0, 30), signal);
    await store.settled();
    expect(await count(store, '民政')).toBe(80);
  });

  it('that do not change when their record is parsed anew to another time', async () => {
    const store = open();
    const [event] = numbered(0, 1);
    await writeDocuments(store.writer, [event!], signal);
    const moved = { ...event!, fields: { ...event!.fields, '@timestamp': '2026-11-22T01:00:00.000Z' } };
    await writeDocuments(store.writer, [moved, ...numbered(1, 3)], signal);
    await store.settled();
    expect(await store.reader.get(event!.id, signal)).toEqual(event);
    expect(await count(store, '民政')).toBe(3);
  });

  it('fail/damaged events say which file, other days go on', async () => {
    const first = open();
    await writeDocuments(first.writer, numbered(0, 3000), signal);
    await first.settled();
    await first.close();
    writeFileSync(fileOf('events'), 'nothing of a database here '.repeat(100));
    const second = open();
    await expect(writeDocuments(second.writer, numbered(3000, 3010), signal)).rejects.toMatchObject({
      code: 'audit.store-broken',
      details: { file: fileOf('events') },
    });
    await writeDocuments(second.writer, numbered(3010, 3020, nextDay), signal);
    await second.dropDay(day);
    await writeDocuments(second.writer, numbered(0, 10), signal);
    await second.settled();
    expect(await count(second, '民政')).toBe(20);
  });
});

describe('questions', () => {
  it('fail/a question that takes too long is given up, the next is answered', async () => {
    const store = open({ limitMs: 60, readers: 1 });
    await writeDocuments(store.writer, numbered(0, 20_000), signal);
    await store.settled();
    await expect(store.reader.count(parseQuery('message:民政', timeless), {}, signal)).rejects.toMatchObject({
      code: 'audit.search-timeout',
    });
    await expect.poll(() => count(store, '第9号').catch(() => -1)).toBe(1);
  });

  it('fail/an aborted question does not hold up the next', async () => {
    const store = open({ readers: 1 });
    await writeDocuments(store.writer, numbered(0, 20_000), signal);
    await store.settled();
    const controller = new AbortController();
    const slow = store.reader.count(parseQuery('message:民政', timeless), {}, controller.signal);
    controller.abort(new Error('closed the page'));
    await expect(slow).rejects.toThrow('closed the page');
    expect(await count(store, '第9号')).toBe(1);
  });

  it('fail/a cursor that nobody gave, a field that is not counted, a closed store', async () => {
    const store = open();
    const all = parseQuery('', timeless);
    await expect(store.reader.search(all, { limit: 1, cursor: 'x' }, signal)).rejects.toMatchObject({
      code: 'audit.search-cursor',
    });
    await expect(store.reader.facets(all, { field: 'message', size: 3 }, signal)).rejects.toMatchObject({
      code: 'audit.facet-field',
    });
    await store.close();
    await expect(store.reader.count(all, {}, signal)).rejects.toMatchObject({ code: 'audit.store-closed' });
    await expect(writeDocuments(store.writer, numbered(0, 1), signal)).rejects.toMatchObject({
      code: 'audit.store-closed',
    });
  });
});

/** A file system of 3 MiB, where the machine lets us mount one. */
const mount = join(tmpdir(), `anmin-small-store-${process.pid}`);
const small = peer('tmpfs', {
  probe() {
    mkdirSync(mount, { recursive: true });
    const made = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', mount]);
    return made.status === 0 ? mount : undefined;
  },
});

describe.skipIf(!small.found)('a full disk', () => {
  afterAll(() => {
    spawnSync('umount', ['-l', mount]);
    rmSync(mount, { recursive: true, force: true });
  });

  it('is said, nothing acknowledged is lost, and writing goes on when there is room', async () => {
    const ballast = join(mount, 'ballast');
    writeFileSync(ballast, Buffer.alloc(1_000_000));
    const store = openEmbeddedStore({ folder: mount });
    stores.push(store);
    let acknowledged = 0;
    let refusal: unknown;
    while (refusal === undefined && acknowledged < 100_000) {
      try {
        await writeDocuments(store.writer, numbered(acknowledged, acknowledged + 200), signal);
        acknowledged += 200;
      } catch (error) {
        refusal = error;
      }
    }
    expect(refusal).toMatchObject({ code: 'audit.store-full', status: 507 });
    expect(statSync(mount).isDirectory()).toBe(true);
    rmSync(ballast);
    await writeDocuments(store.writer, numbered(acknowledged, acknowledged + 200), signal);
    expect(await count(store, '')).toBe(acknowledged + 200);
    await store.settled();
    expect(await count(store, '民政')).toBe(acknowledged + 200);
  });
});
