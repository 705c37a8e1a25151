// Run by crash.test.ts as a process of its own, to be killed: commits pairs of rows as fast as it can
// from several writers and prints each id after its commit was acknowledged.
import { writeSync } from 'node:fs';
import { openStorage } from './index.ts';

type Tables = { t_left: { id: number; filler: string }; t_right: { id: number } };

const target = process.argv[2]!;
const first = Number(process.argv[3]);
const storage = await openStorage(target.startsWith('postgres') ? { url: target } : { file: target });
let next = first;

async function writer(): Promise<never> {
  for (;;) {
    const id = next++;
    await storage.transaction<Tables, void>(async (tx) => {
      await tx
        .insertInto('t_left')
        .values({ id, filler: 'x'.repeat(500) })
        .execute();
      await tx.insertInto('t_right').values({ id }).execute();
    });
    writeSync(1, `${id}\n`);
  }
}
await Promise.all(Array.from({ length: 16 }, writer));
