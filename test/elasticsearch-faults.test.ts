import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '#platform/kernel/clock.ts';
import { openElasticsearchStore } from '../audit/stores/elasticsearch/index.ts';
import { writeDocuments } from '../audit/stores/testing.ts';
import { documentsOf, idsIn } from './elasticsearch/documents.ts';
import { openFaultyWay, type Way, ways } from './elasticsearch/faulty-way.ts';
import { type ElasticsearchCluster, newestElasticsearch, startElasticsearch } from './peers/elasticsearch.ts';

const { signal } = new AbortController();

describe.skipIf(!newestElasticsearch.found)('Elasticsearch with faults', () => {
  let cluster: ElasticsearchCluster;
  let node: string;

  beforeAll(async () => {
    cluster = await startElasticsearch(newestElasticsearch, { settings: ['http.max_content_length=1mb'] });
    [node = ''] = cluster.urls;
  });
  afterAll(() => cluster?.stop());

  const open = (url: string, prefix: string) =>
    openElasticsearchStore({
      nodes: [url],
      prefix,
      shards: 1,
      replicas: 0,
      retentionDays: 200,
      clock: systemClock,
      requestTimeoutMs: 2_000,
      pauses: { firstMs: 5, longestMs: 50 },
    });
  const ask = (path: string, method = 'GET', body?: object) =>
    fetch(`${node}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
  const idsOf = (from: number, to: number) => documentsOf(from, to).map(({ id }) => id);

  it('ok/whatever happens to bulks on their way, every event is there once', async () => {
    const all = Object.keys(ways) as Way[];
    let bulk = 0;
    // Every fault in turn, silence seldom because it costs its time-out.
    const way = await openFaultyWay(node, () => {
      bulk += 1;
      const at = all[bulk % all.length]!;
      return at === 'silence' && bulk > all.length ? 'half' : at;
    });
    const store = open(way.url, 'faults');
    for (let from = 0; from < 12_000; from += 2_000) {
      expect(await writeDocuments(store.writer, documentsOf(from, from + 2_000), signal)).toEqual([]);
      await store.writer.setPosition(from + 2_000);
    }
    expect(await idsIn(node, 'faults')).toEqual(idsOf(0, 12_000));
    expect(await store.writer.position()).toBe(12_000);
    for (const each of all) expect(way.met.get(each), each).toBeGreaterThan(0);
    await store.close();
    await way.close();
  });

  it('ok/a cluster that is away for long is waited for, and questions say so', async () => {
    const way = await openFaultyWay(node, () => 'pass');
    const store = open(way.url, 'away');
    way.setAway(true);
    let ended = false;
    const writing = writeDocuments(store.writer, documentsOf(0, 700), signal).finally(() => {
      ended = true;
    });
    await expect(store.reader.count({ kind: 'all' }, {}, signal)).rejects.toMatchObject({
      code: 'audit.elasticsearch-closed',
    });
    expect(await store.health(signal)).toMatchObject({
      state: 'failing',
      fault: { zh: expect.stringContaining('自动重试'), en: expect.any(String) },
    });
    expect(ended).toBe(false);
    way.setAway(false);
    expect(await writing).toEqual([]);
    expect(await idsIn(node, 'away')).toEqual(idsOf(0, 700));
    expect(await store.health(signal)).toMatchObject({ state: 'ok', retention: 'job', fault: null });
    await store.close();
    await way.close();
  });

  it('fail/waiting ends with the signal', async () => {
    const way = await openFaultyWay(node, () => 'busy');
    const store = open(way.url, 'stopped');
    const stopping = new AbortController();
    const writing = writeDocuments(store.writer, documentsOf(0, 10), stopping.signal);
    while ((way.met.get('busy') ?? 0) < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    stopping.abort(new Error('stopped'));
    await expect(writing).rejects.toThrow('stopped');
    await store.close();
    await way.close();
  });

  it('ok/an event that was written before is not written again under another class', async () => {
    const [document] = documentsOf(0, 1);
    const write = async (kind: string) => {
      const store = open(node, 'classes');
      const anmin = { class: kind, source: 'test' };
      await writeDocuments(store.writer, [{ ...document!, fields: { ...document!.fields, anmin } }], signal);
      await store.close();
    };
    await write('database');
    await write('operations');
    expect(await idsIn(node, 'classes')).toEqual([document!.id]);
  });

  it('ok/a document too large for the cluster is refused, those beside it are taken', async () => {
    const store = open(node, 'large');
    const documents = documentsOf(0, 40).map((document, i) =>
      i === 17 ? { ...document, fields: { ...document.fields, blob: 'x'.repeat(2 << 20) } } : document,
    );
    const refused = await writeDocuments(store.writer, documents, signal);
    expect(refused).toMatchObject([{ id: documents[17]!.id, index: 17 }]);
    expect(await idsIn(node, 'large')).toEqual(idsOf(0, 40).filter((id) => id !== documents[17]!.id));
    await store.close();
  });

  it('ok/an index that takes no writes for a while is waited for', async () => {
    const store = open(node, 'blocked');
    await writeDocuments(store.writer, documentsOf(0, 20), signal);
    await ask('/blocked-*-2026-*/_settings', 'PUT', { 'index.blocks.write': true });
    const writing = writeDocuments(store.writer, documentsOf(20, 40), signal);
    while ((await store.health(signal)).fault === null)
      await new Promise((resolve) => setTimeout(resolve, 5));
    await ask('/blocked-*-2026-*/_settings', 'PUT', { 'index.blocks.write': null });
    expect(await writing).toEqual([]);
    expect(await idsIn(node, 'blocked')).toEqual(idsOf(0, 40));
    await store.close();
  });

  it('fail/what is not ours is not touched', async () => {
    await ask('/_index_template/theirs', 'PUT', { index_patterns: ['theirs-*'], template: {} });
    const template = open(node, 'theirs');
    await expect(writeDocuments(template.writer, documentsOf(0, 1), signal)).rejects.toMatchObject({
      code: 'audit.elasticsearch-foreign',
    });
    await ask('/squat-database-2026-11-21', 'PUT', {});
    const index = open(node, 'squat');
    await expect(index.writer.setPosition(1)).rejects.toMatchObject({ code: 'audit.elasticsearch-foreign' });
    await ask('/_index_template/above', 'PUT', { index_patterns: ['under-*'], priority: 900, template: {} });
    const under = open(node, 'under');
    await expect(under.writer.setPosition(1)).rejects.toMatchObject({ code: 'audit.elasticsearch-foreign' });
    for (const store of [template, index, under]) await store.close();
  });

  it('ok/old days are dropped, others and their neighbours stay', async () => {
    const store = open(node, 'days');
    await writeDocuments(store.writer, documentsOf(0, 1_000), signal);
    await ask('/days-old-2026-11-01', 'PUT', {});
    expect(await store.dropDaysBefore('2026-11-22')).toBe(4);
    expect(await idsIn(node, 'days')).toEqual(
      documentsOf(0, 1_000)
        .filter(({ day }) => day >= '2026-11-22')
        .map(({ id }) => id),
    );
    expect((await ask('/days-old-2026-11-01')).status).toBe(200);
    await store.close();
  });

  it('ok/a million field names do not grow the mapping, and each is found', async () => {
    const store = open(node, 'names');
    const documents = documentsOf(0, 2_000).map((document, i) => ({
      ...document,
      fields: { ...document.fields, [`x${i}`]: { 'a..b': i, '': '1', deep: { [`y${i}`]: `值 ${i}` } } },
    }));
    expect(await writeDocuments(store.writer, documents, signal)).toEqual([]);
    await ask('/names-*/_refresh', 'POST');
    const field = 'x1234.deep.y1234';
    const found = await store.reader.search(
      { kind: 'keyword', field, value: '值 1234' },
      { limit: 10 },
      signal,
    );
    expect(found.items).toEqual([documents[1234]]);
    expect(await store.reader.count({ kind: 'exists', field: 'x77.deep' }, {}, signal)).toBe(1);
    const mapping = await (await ask('/names-database-2026-11-22/_mapping')).text();
    expect(mapping).not.toContain('x1234');
    await store.close();
  });
});
