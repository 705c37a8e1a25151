/**
 * Records in the evidence log into Elasticsearch by the path of the product (read, parse, cut into tokens, bulk,
 * keep the position), next to a bare loader that sends the finished bodies of the same documents to a node of the
 * same kind: same template, same sizes, as many requests beside each other, nothing prepared while it is timed.
 */

import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '#platform/kernel/clock.ts';
import { createLog } from '#platform/log/index.ts';
import { createSqlParser } from '../audit/adapters/sql-parser.ts';
import { generateNoteKey, noteSigner } from '../audit/core/notes/keys.ts';
import { openEvidenceLog } from '../audit/evidence/log.ts';
import { createDocuments } from '../audit/service/following/documents.ts';
import { follow } from '../audit/service/following/follower.ts';
import { startReadingThread } from '../audit/service/following/reading-thread.ts';
import { storeConsumer } from '../audit/service/following/store-consumer.ts';
import { createNormaliser } from '../audit/service/normalise.ts';
import type { KnownSource } from '../audit/service/sources/registry.ts';
import { toIndexed } from '../audit/stores/elasticsearch/document.ts';
import { openElasticsearchStore } from '../audit/stores/elasticsearch/index.ts';
import { indexNames } from '../audit/stores/elasticsearch/names.ts';
import { newestElasticsearch, startElasticsearch } from '../test/peers/elasticsearch.ts';
import {
  figuresOf,
  load,
  printAbsent,
  printMachine,
  printTable,
  printTarget,
  spread,
  temporaryFolder,
  timed,
  whole,
} from './harness.ts';
import { lineOf } from './ingest/lines.ts';

const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '60000' },
    rounds: { type: 'string', default: '5' },
  },
});
const records = Number(values.records);
const rounds = Number(values.rounds);
const begin = Date.parse('2026-11-20T08:00:00Z');
const batch = 500;
const width = 3;
const source: KnownSource = {
  id: 'bench',
  kind: 'syslog',
  enabled: true,
  timeZone: 'Asia/Shanghai',
  class: 'operations',
  chain: 'auto',
};

const sources = new Map([[source.id, source]]);

printMachine(`Elasticsearch: ${whole(records)} records`);
if (newestElasticsearch.found) await compare();
else printAbsent('Elasticsearch', 'apt-get install maven and a JDK');

async function compare(): Promise<void> {
  const sql = await createSqlParser();
  const evidenceFolder = join(temporaryFolder(), 'evidence');
  const cluster = await startElasticsearch(newestElasticsearch, { heap: '1g', full: true });
  const evidence = await openEvidenceLog({
    directory: evidenceFolder,
    signers: [noteSigner('log', 'bench.example/audit', generateNoteKey())],
    clock: systemClock,
  });
  const log = createLog({ level: 'error' });
  const reading = startReadingThread({
    settings: {
      evidence: evidenceFolder,
      rules: { documents: [], placeholders: {} },
      timeZone: source.timeZone,
      titles: {},
    },
    evidence,
    sources: () => sources,
    rulesOff: new Set(),
    log,
  });
  try {
    for (let from = 0; from < records; from += 2_000) {
      await evidence.append(
        Array.from({ length: Math.min(2_000, records - from) }, (_, i) => ({
          source: source.id,
          raw: Buffer.from(lineOf(from + i)),
          eventTime: null,
          receivedAt: begin + (from + i) * 10,
        })),
      );
    }
    const [node = ''] = cluster.urls;
    const bare: number[] = [];
    const own: number[] = [];
    // The first of each warms both up and does not count.
    for (let round = 0; round <= rounds; round++) {
      const theirs = await bareLoader(node, `bare${round}`);
      const ours = await product(node, `own${round}`);
      if (round === 0) continue;
      bare.push(theirs);
      own.push(ours);
    }
    const ratios = own.map((rate, i) => rate / bare[i]!);
    printTable(
      ['', 'documents/s'],
      [
        ['bare _bulk of finished bodies', spread(figuresOf(bare))],
        ['evidence log to searchable store', spread(figuresOf(own))],
      ],
    );
    const ratio = figuresOf(ratios);
    const shown = spread(ratio, (value) => value.toFixed(2));
    console.log(
      `\nElasticsearch ${newestElasticsearch.release}, ${rounds} rounds, ratio ${shown}, ${load()}`,
    );
    printTarget('at least 0.9 of the bare loader', ratio.median >= 0.9);
  } finally {
    await reading.stop();
    await evidence.close();
    await cluster.stop();
  }

  /** As the bodies of the bare loader are made, before it is timed. */
  function parse() {
    const { toFields } = createNormaliser({
      source: () => source,
      sql,
      timeZone: source.timeZone,
      titles: {},
    });
    return createDocuments({ evidence, toFields });
  }

  function open(url: string, prefix: string) {
    return openElasticsearchStore({
      nodes: [url],
      prefix,
      shards: 1,
      replicas: 0,
      retentionDays: 200,
      clock: systemClock,
    });
  }

  /** @returns documents a second */
  async function product(url: string, prefix: string): Promise<number> {
    const store = open(url, prefix);
    await store.writer.setPosition(0);
    const feed = {
      evidence,
      reading,
      deadLetters: { add: () => Promise.reject(new Error('a document was refused')) },
      log,
    };
    const ms = await timed(async () => {
      const following = follow(feed, storeConsumer('bench', store.writer, feed));
      while (following.state().position < records) await new Promise((resolve) => setTimeout(resolve, 2));
      await following.stop();
    });
    await finish(url, prefix);
    await store.close();
    return records / (ms / 1000);
  }

  async function bareLoader(url: string, prefix: string): Promise<number> {
    const store = open(url, prefix);
    await store.writer.setPosition(0);
    await store.close();
    const names = indexNames(prefix);
    const documents = parse();
    const bodies: string[] = [];
    for (let from = 0; from < records; ) {
      const part = await documents.read(from, batch);
      from += part.length;
      bodies.push(
        part
          .map((each) => {
            const action = { create: { _index: names.of(each), _id: each.id } };
            return `${JSON.stringify(action)}\n${JSON.stringify(toIndexed(each))}\n`;
          })
          .join(''),
      );
    }
    const ms = await timed(() =>
      Promise.all(
        Array.from({ length: width }, async () => {
          for (let body = bodies.shift(); body !== undefined; body = bodies.shift()) {
            const answer = await fetch(`${url}/_bulk`, {
              method: 'POST',
              headers: { 'content-type': 'application/x-ndjson' },
              body,
            });
            if (((await answer.json()) as { errors: boolean }).errors) throw new Error('bulk failed');
          }
        }),
      ),
    );
    await finish(url, prefix);
    return records / (ms / 1000);
  }

  /** Counts what is there, and removes it so that it burdens no later round. */
  async function finish(url: string, prefix: string): Promise<void> {
    await fetch(`${url}/${prefix}-*/_refresh`, { method: 'POST' });
    const pattern = `${prefix}-operations-*`;
    const counted = (await (await fetch(`${url}/${pattern}/_count`)).json()) as { count: number };
    if (counted.count !== records) throw new Error(`${counted.count} of ${records} documents are there`);
    const names = await (await fetch(`${url}/_cat/indices/${prefix}-*?h=index`)).text();
    for (const name of names.trim().split('\n')) await fetch(`${url}/${name}`, { method: 'DELETE' });
  }
}
