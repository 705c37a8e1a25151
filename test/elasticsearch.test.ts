import { describe } from 'vitest';
import { systemClock } from '#platform/kernel/clock.ts';
import { describeStore } from '../audit/stores/contract.ts';
import { openElasticsearchStore } from '../audit/stores/elasticsearch/index.ts';
import { elasticsearch8, elasticsearch9, startElasticsearch } from './peers/elasticsearch.ts';

for (const version of [elasticsearch8, elasticsearch9]) {
  describe.skipIf(!version.found)(`Elasticsearch ${version.release}`, () => {
    describeStore('as every store', async () => {
      const cluster = await startElasticsearch(version);
      const store = openElasticsearchStore({
        nodes: cluster.urls,
        prefix: 'anmin-audit',
        shards: 2,
        replicas: 0,
        retentionDays: 200,
        clock: systemClock,
      });
      return {
        writer: store.writer,
        reader: store.reader,
        settle: async () => {
          await fetch(`${cluster.urls[0]}/_refresh`, { method: 'POST' });
        },
        close: async () => {
          await store.close();
          await cluster.stop();
        },
      };
    });
  });
}
