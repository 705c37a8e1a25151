import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeStore } from '../contract.ts';
import { openEmbeddedStore } from './store.ts';

describeStore('the embedded store', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'anmin-store-'));
  const store = openEmbeddedStore({ folder });
  return {
    writer: store.writer,
    reader: store.reader,
    settle: store.settled,
    close: async () => {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
});
