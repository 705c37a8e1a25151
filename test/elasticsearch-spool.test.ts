import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '#platform/kernel/clock.ts';
import { formatPrivateKey, generateNoteKey, parsePrivateKey } from '../audit/core/notes/keys.ts';
import { eventId } from '../audit/core/record.ts';
import { openEvidenceLog } from '../audit/evidence/log.ts';
import { follow } from '../audit/service/following/follower.ts';
import { storeConsumer } from '../audit/service/following/store-consumer.ts';
import { openElasticsearchStore } from '../audit/stores/elasticsearch/index.ts';
import { idsIn, recordsOf, toFields } from './elasticsearch/documents.ts';
import { openFaultyWay } from './elasticsearch/faulty-way.ts';
import { openFront } from './elasticsearch/front.ts';
import { type ElasticsearchCluster, newestElasticsearch, startElasticsearch } from './peers/elasticsearch.ts';
import { storeFeed } from './store-feed.ts';

const child = join(import.meta.dirname, 'elasticsearch/filler.child.ts');
const idsOf = (count: number) =>
  recordsOf(0, count)
    .map(({ receivedAt }, index) => eventId(receivedAt, index))
    .sort();

describe.skipIf(!newestElasticsearch.found)('the evidence log as the spool of Elasticsearch', () => {
  const folders: string[] = [];
  let cluster: ElasticsearchCluster;
  let node: string;

  beforeAll(async () => {
    cluster = await startElasticsearch(newestElasticsearch);
    [node = ''] = cluster.urls;
  });
  afterAll(async () => {
    await cluster?.stop();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  async function spool() {
    const folder = mkdtempSync(join(tmpdir(), 'anmin-spool-'));
    folders.push(folder);
    const key = formatPrivateKey('log', 'test.example/audit', generateNoteKey());
    writeFileSync(join(folder, 'log.key'), key, { mode: 0o600 });
    const directory = join(folder, 'evidence');
    const log = await openEvidenceLog({ directory, signers: [parsePrivateKey(key)!], clock: systemClock });
    return { folder, log };
  }

  it('ok/a cluster away for as many attempts as an hour has: senders are acknowledged, nothing is lost', async () => {
    const { log: evidence } = await spool();
    const way = await openFaultyWay(node, () => 'pass');
    const store = openElasticsearchStore({
      nodes: [way.url],
      prefix: 'hour',
      shards: 1,
      replicas: 0,
      retentionDays: 200,
      clock: systemClock,
      pauses: { firstMs: 1, longestMs: 8 },
    });
    const feed = storeFeed(evidence, toFields);
    const following = follow(feed, storeConsumer('store', store.writer, feed));
    await evidence.append(recordsOf(0, 500));
    while (following.state().lag > 0) await delay(5);
    way.setAway(true);
    // Pauses grow to 30 s, of which 22 on average: an hour has 164; the client asks twice an attempt at most.
    const hour = 2 * 164;
    let count = 500;
    while (way.turnedAway() < hour) {
      await evidence.append(recordsOf(count, count + 100));
      count += 100;
      await delay(10);
    }
    expect(following.state().lag).toBeGreaterThan(0);
    way.setAway(false);
    while (following.state().lag > 0) await delay(5);
    expect(await idsIn(node, 'hour')).toEqual(idsOf(count));
    await following.stop();
    await store.close();
    await way.close();
    await evidence.close();
  });

  it('ok/killed between the answer of the cluster and its mark, or before the answer: every event once', async () => {
    const { folder, log } = await spool();
    const count = 9_000;
    for (let from = 0; from < count; from += 1_000) await log.append(recordsOf(from, from + 1_000));
    await log.close();
    const places: ('mark' | 'bulk')[] = ['mark', 'bulk', 'mark', 'bulk', 'bulk', 'mark'];
    let running: ChildProcess | undefined;
    const killed: string[] = [];
    const front = await openFront(node, {
      answer: async ({ method, url }) => {
        const marks = method === 'PUT' && url.pathname.startsWith('/killed-state/_doc/');
        const place = marks ? 'mark' : url.pathname === '/_bulk' ? 'bulk' : undefined;
        if (place === undefined || place !== places[0] || running === undefined) return undefined;
        places.shift();
        killed.push(place);
        const gone = once(running, 'exit');
        running.kill('SIGKILL');
        running = undefined;
        await gone;
        // A bulk goes on to the node, which takes it; the mark is never made.
        return place === 'bulk' ? undefined : { status: 503, body: {} };
      },
    });
    for (let starts = 0; ; starts++) {
      expect(starts).toBeLessThanOrEqual(6);
      running = spawn(
        process.execPath,
        [child, JSON.stringify({ folder, url: front.url, prefix: 'killed' })],
        {
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
      let said = '';
      running.stdout!.on('data', (text) => {
        said += text;
      });
      await once(running, 'close');
      if (said.includes('filled')) break;
    }
    expect(killed).toEqual(['mark', 'bulk', 'mark', 'bulk', 'bulk', 'mark']);
    expect(await idsIn(node, 'killed')).toEqual(idsOf(count));
    await front.close();
  });
});
