import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '#platform/kernel/clock.ts';
import { openElasticsearchStore } from '../audit/stores/elasticsearch/index.ts';
import { writeDocuments } from '../audit/stores/testing.ts';
import { documentsOf, idsIn } from './elasticsearch/documents.ts';
import { type ElasticsearchCluster, newestElasticsearch, startElasticsearch } from './peers/elasticsearch.ts';

const { signal } = new AbortController();

describe.skipIf(!newestElasticsearch.found)('three nodes of Elasticsearch', () => {
  let cluster: ElasticsearchCluster;

  beforeAll(async () => {
    cluster = await startElasticsearch(newestElasticsearch, { nodes: 3, heap: '320m' });
  }, 170_000);
  afterAll(() => cluster?.stop());

  it('ok/the node with the primaries is killed during bulks: every event is there once', async () => {
    const store = openElasticsearchStore({
      nodes: cluster.urls,
      prefix: 'killed',
      shards: 1,
      replicas: 1,
      retentionDays: 200,
      clock: systemClock,
      requestTimeoutMs: 10_000,
      pauses: { firstMs: 20, longestMs: 500 },
    });
    let written = 0;
    let killing = true;
    let pauseMs = 0;
    const writing = (async () => {
      while (killing) {
        expect(await writeDocuments(store.writer, documentsOf(written, written + 300), signal)).toEqual([]);
        written += 300;
        await store.writer.setPosition(written).catch(() => {});
        await delay(pauseMs);
      }
    })();
    const until = async (condition: () => Promise<boolean> | boolean) => {
      while (!(await condition())) await delay(50);
    };
    const whole = async () => (await store.health(signal)).state === 'ok';
    await until(() => written >= 600);
    await until(whole);
    const shards = await fetch(`${cluster.urls[0]}/_cat/shards/killed-database-*?h=prirep,node`);
    const name = /^p +(\S+)/m.exec(await shards.text())?.[1];
    const killed = cluster.nodes.find((node) => node.name === name)!;
    const before = written;
    await killed.kill();
    await until(() => written >= before + 900);
    expect((await store.health(signal)).state).toBe('weak');
    // Starting and catching up need the processors as well.
    pauseMs = 500;
    await killed.start();
    await until(whole);
    killing = false;
    await writing;
    expect(written).toBeGreaterThanOrEqual(1_500);
    expect(await idsIn(cluster.urls[0]!, 'killed')).toEqual(documentsOf(0, written).map(({ id }) => id));
    expect((await store.health(signal)).cluster?.versions).toEqual([newestElasticsearch.release]);
    await store.close();
  });
});
