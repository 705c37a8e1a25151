import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '#platform/kernel/clock.ts';
import { openElasticsearchStore } from '../audit/stores/elasticsearch/index.ts';
import { writeDocuments } from '../audit/stores/testing.ts';
import { documentsOf } from './elasticsearch/documents.ts';
import { openLifecycleCluster } from './elasticsearch/lifecycle.ts';
import { type ElasticsearchCluster, newestElasticsearch, startElasticsearch } from './peers/elasticsearch.ts';

const { signal } = new AbortController();
const dayMs = 86_400_000;
const retentionDays = 200;
/** Of the cluster, when a day is past its time to the millisecond. */
const pastTimeOf = (day: string) => Date.parse(day) + (retentionDays + 1) * dayMs;
/** Of three days and all classes. */
const documents = documentsOf(0, 9_000).filter(({ index }) => index % 61 === 0);
const days = ['2026-11-21', '2026-11-22', '2026-11-23'] as const;

describe.skipIf(!newestElasticsearch.found)('retention in Elasticsearch', () => {
  let cluster: ElasticsearchCluster;
  let node: string;

  beforeAll(async () => {
    cluster = await startElasticsearch(newestElasticsearch);
    [node = ''] = cluster.urls;
  });
  afterAll(() => cluster?.stop());

  const open = (url: string, prefix: string) =>
    openElasticsearchStore({
      nodes: [url],
      prefix,
      shards: 1,
      replicas: 0,
      retentionDays,
      clock: systemClock,
    });
  const daysLeft = async (prefix: string) => {
    const listed = await (await fetch(`${node}/_cat/indices/${prefix}-*-2026-*?h=index`)).text();
    return [...new Set(listed.match(/\d{4}-\d\d-\d\d/g))].sort();
  };
  /** A store of three days on a cluster with policies. */
  async function filled(prefix: string) {
    const policies = await openLifecycleCluster(node);
    const store = open(policies.url, prefix);
    expect(await writeDocuments(store.writer, documents, signal)).toEqual([]);
    expect(await daysLeft(prefix)).toEqual(days);
    expect((await store.health(signal)).retention).toBe('cluster');
    return { policies, store, end: () => store.close().then(policies.close) };
  }

  it('ok/a policy deletes nothing that our job did not release, however old', async () => {
    const { policies, store, end } = await filled('held');
    await policies.run(pastTimeOf('2099-01-01'));
    expect(await daysLeft('held')).toEqual(days);
    // A hold from the second day on lets the first go.
    expect(await store.dropDaysBefore(days[1])).toBe(4);
    expect(await daysLeft('held')).toEqual(days);
    await policies.run(pastTimeOf('2099-01-01'));
    expect(await daysLeft('held')).toEqual(days.slice(1));
    await end();
  });

  it('ok/what was released goes when the cluster too finds it past its time', async () => {
    const { policies, store, end } = await filled('clocks');
    // Our clock has jumped by years.
    await store.dropDaysBefore('2031-01-01');
    await policies.run(pastTimeOf(days[0]) - 1);
    expect(await daysLeft('clocks')).toEqual(days);
    await policies.run(pastTimeOf(days[0]));
    expect(await daysLeft('clocks')).toEqual(days.slice(1));
    await end();
  });

  it('ok/a hold takes back what was released and not yet deleted', async () => {
    const { policies, store, end } = await filled('back');
    await store.dropDaysBefore('2031-01-01');
    expect(policies.given()).toHaveLength(12);
    expect(await store.dropDaysBefore(days[1])).toBe(0);
    expect(policies.given().sort()).toEqual(
      ['business', 'database', 'network', 'operations'].map((each) => `back-${each}-${days[0]}`),
    );
    await policies.run(pastTimeOf('2099-01-01'));
    expect(await daysLeft('back')).toEqual(days.slice(1));
    // Lifted, the others go.
    expect(await store.dropDaysBefore('2031-01-01')).toBe(8);
    await policies.run(pastTimeOf('2099-01-01'));
    expect(await daysLeft('back')).toEqual([]);
    await end();
  });

  it('ok/without policies our job deletes what it released itself', async () => {
    const store = open(node, 'job');
    await writeDocuments(store.writer, documents, signal);
    expect((await store.health(signal)).retention).toBe('job');
    expect(await store.dropDaysBefore(days[1])).toBe(4);
    expect(await daysLeft('job')).toEqual(days.slice(1));
    await store.close();
  });
});
