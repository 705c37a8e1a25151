// Run by crash.test.ts as a process of its own, to be killed: writes numbered events from the store's own
// position on and prints how many are acknowledged.
import { writeSync } from 'node:fs';
import { writeDocuments } from '../testing.ts';
import { openEmbeddedStore } from './store.ts';
import { numbered } from './testing.ts';

const store = openEmbeddedStore({ folder: process.argv[2]!, readers: 1 });
const { signal } = new AbortController();
const { writer } = store;
let next = await writer.position();
for (;;) {
  // As a follower does that reads again what it is not sure of.
  const from = Math.max(0, next - 50);
  const batch = 1 + ((next * 7) % 400);
  await writeDocuments(writer, numbered(from, next + batch), signal);
  next += batch;
  writeSync(1, `${next}\n`);
  await writer.setPosition(next);
}
