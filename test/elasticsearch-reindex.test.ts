import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '#platform/kernel/clock.ts';
import { generateNoteKey, noteSigner } from '../audit/core/notes/keys.ts';
import type { StoredRecord } from '../audit/core/record.ts';
import { type DurableEvidenceLog, openEvidenceLog } from '../audit/evidence/log.ts';
import type { EventWriter } from '../audit/ports.ts';
import { follow } from '../audit/service/following/follower.ts';
import type { Reading } from '../audit/service/following/reading.ts';
import { storeConsumer } from '../audit/service/following/store-consumer.ts';
import { startReindex } from '../audit/service/reindex/index.ts';
import { openElasticsearchStore } from '../audit/stores/elasticsearch/index.ts';
import { openEmbeddedStore } from '../audit/stores/embedded/store.ts';
import { createPreparer } from '../audit/stores/prepare.ts';
import type { EventReader } from '../audit/stores/reader.ts';
import { type ElasticsearchCluster, newestElasticsearch, startElasticsearch } from './peers/elasticsearch.ts';
import { storeFeed } from './store-feed.ts';

const { signal } = new AbortController();
const begin = Date.parse('2026-11-21T20:00:00Z');

type Store = { readonly writer: EventWriter; readonly reader: EventReader };

describe.skipIf(!newestElasticsearch.found)('moving from one store to the other', () => {
  const folder = mkdtempSync(join(tmpdir(), 'anmin-reindex-'));
  let cluster: ElasticsearchCluster;
  let evidence: DurableEvidenceLog;
  let sent = 0;

  const append = async (count: number) => {
    const records = Array.from({ length: count }, (_, i) => ({
      source: 'test',
      raw: Buffer.from(`第${sent + i}条 查询低保金`),
      eventTime: null,
      receivedAt: begin + (sent + i) * 10_000,
    }));
    sent += count;
    await evidence.append(records);
  };
  const toFields = ({ raw, receivedAt, index }: StoredRecord) => ({
    '@timestamp': new Date(receivedAt).toISOString(),
    message: raw.toString(),
    event: { original: raw.toString() },
    anmin: { source: 'test', sequence: index, class: 'business' },
  });

  beforeAll(async () => {
    cluster = await startElasticsearch(newestElasticsearch);
    evidence = await openEvidenceLog({
      directory: join(folder, 'evidence'),
      signers: [noteSigner('log', 'minzheng.example/audit', generateNoteKey())],
      clock: systemClock,
    });
  });
  afterAll(async () => {
    await evidence?.close();
    await cluster?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const embedded = (name: string) => openEmbeddedStore({ folder: join(folder, name) });
  const elastic = () =>
    openElasticsearchStore({
      nodes: cluster.urls,
      prefix: 'moved',
      shards: 1,
      replicas: 0,
      retentionDays: 200,
      clock: systemClock,
    });
  const feed = (store: Store) => {
    const fed = storeFeed(evidence, toFields);
    return follow(fed, storeConsumer('store', store.writer, fed));
  };
  const move = (from: Store, to: Store, switchTo: () => Promise<void>) =>
    startReindex({ ...storeFeed(evidence, toFields), from, to, switchTo });

  it('ok/embedded to Elasticsearch and back, with events arriving all the while', async () => {
    const first = embedded('first');
    const second = elastic();
    const third = embedded('third');
    await append(3_000);
    let arriving = true;
    const arrivals = (async () => {
      while (arriving) {
        await append(20);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    })();

    let feeding = feed(first);
    let inUse: Store = first;
    for (const to of [second, third]) {
      const before = feeding;
      const moved = await move(inUse, to, async () => {
        await before.stop();
        feeding = feed(to);
        inUse = to;
      }).done;
      expect(moved).toMatchObject({ phase: 'switched', differences: [], error: null });
      expect(moved.compared).toBeGreaterThanOrEqual(3_000);
    }
    expect(inUse).toBe(third);
    arriving = false;
    await arrivals;
    while (feeding.state().lag > 0) await new Promise((resolve) => setTimeout(resolve, 20));
    await third.settled();
    expect(await third.reader.count({ kind: 'all' }, {}, signal)).toBe(sent);
    await feeding.stop();
    for (const store of [first, second, third]) await store.close();
  });

  it('ok/cancelled, it goes on from where it was', async () => {
    const from = elastic();
    const to = embedded('fourth');
    const feeding = feed(from);
    const never = async () => Promise.reject(new Error('not to be switched'));
    const begun = move(from, to, never);
    while (begun.state().position === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    await begun.cancel();
    const reached = await to.writer.position();
    expect(begun.state().phase).toBe('cancelled');
    expect(reached).toBeGreaterThan(0);
    const again = move(from, to, async () => {});
    expect((await again.done).phase).toBe('switched');
    await feeding.stop();
    await from.close();
    await to.close();
  });

  it('fail/a store that lacks an event is not switched to', async () => {
    const from = embedded('third');
    const to = embedded('lacking');
    const feeding = feed(from);
    const fed = storeFeed(evidence, toFields);
    const lacking: Pick<Reading, 'prepare'> = {
      async prepare(form, place, limit) {
        const read = await fed.documents.read(place, limit);
        const some = read.filter(({ index }) => index !== 1_234);
        return { prepared: createPreparer(form)(some), next: place + read.length };
      },
    };
    const switchTo = async () => Promise.reject(new Error('switched'));
    const done = await startReindex({ ...fed, reading: lacking, from, to, switchTo }).done;
    expect(done.phase).toBe('different');
    expect(done.differences).toHaveLength(1);
    const [{ from: old, to: made }] = done.differences as [(typeof done.differences)[number]];
    expect((old?.count ?? 0) - (made?.count ?? 0)).toBe(1);
    await feeding.stop();
    await from.close();
    await to.close();
  });
});
