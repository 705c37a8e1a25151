import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '#platform/kernel/clock.ts';
import { parsePrivateKey } from '../../audit/core/notes/keys.ts';
import { openEvidenceLog } from '../../audit/evidence/log.ts';
import { follow } from '../../audit/service/following/follower.ts';
import { storeConsumer } from '../../audit/service/following/store-consumer.ts';
import { openElasticsearchStore } from '../../audit/stores/elasticsearch/index.ts';
import { storeFeed } from '../store-feed.ts';
import { toFields } from './documents.ts';

/** Fills a cluster from an evidence log, as a process that tests can kill; says `filled` when all is in. */
const { folder, url, prefix } = JSON.parse(process.argv[2]!) as Record<'folder' | 'url' | 'prefix', string>;
const evidence = await openEvidenceLog({
  directory: join(folder, 'evidence'),
  signers: [parsePrivateKey(readFileSync(join(folder, 'log.key'), 'utf8'))!],
  clock: systemClock,
});
const store = openElasticsearchStore({
  nodes: [url],
  prefix,
  shards: 1,
  replicas: 0,
  retentionDays: 200,
  clock: systemClock,
});
const feed = storeFeed(evidence, toFields);
const following = follow(feed, storeConsumer('store', store.writer, feed));
while (following.state().position < evidence.size()) await new Promise((resolve) => setTimeout(resolve, 5));
await following.stop();
await store.close();
await evidence.close();
process.stdout.write('filled\n');
