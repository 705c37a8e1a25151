import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { timeless } from '../../core/query/dates.ts';
import { parseQuery } from '../../core/query/parse.ts';
import { openEmbeddedStore } from './store.ts';
import { numbered, testFolder } from './testing.ts';

const rounds = 32;
const folder = testFolder();
afterAll(folder.remove);
const { signal } = new AbortController();

/** Lets a writing process run for so many acknowledgements and some time more, and kills it. @returns the last that it gave */
function writeAndKill(acknowledgements: number, restMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'crash.fixture.ts'), folder.path], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    let errors = '';
    let killed = false;
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString();
    });
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (killed || text.split('\n').length <= acknowledgements) return;
      killed = true;
      // Where the process is by then is chance, and is meant to be.
      setTimeout(() => child.kill('SIGKILL'), restMs);
    });
    child.once('close', () => {
      const said = text.split('\n').slice(0, -1).map(Number);
      if (killed) resolve(said.at(-1)!);
      else reject(new Error(`ended by itself: ${errors}`));
    });
  });
}

it(`keeps all that was acknowledged, once, over ${rounds} times kill -9, and words catch up`, async () => {
  let acknowledged = 0;
  for (let round = 0; round < rounds; round++) {
    acknowledged = Math.max(acknowledged, await writeAndKill(1 + (round % 5), (round * 13) % 40));
  }
  const store = openEmbeddedStore({ folder: folder.path });
  try {
    expect(await store.writer.position()).toBeLessThanOrEqual(acknowledged);
    const stored: number[] = [];
    let after = -1;
    for (;;) {
      const page = await store.reader.tail(parseQuery('', timeless), { after, limit: 1000 }, signal);
      stored.push(...page.items.map((item) => item.index));
      if (page.last === after) break;
      after = page.last;
    }
    expect(stored.length).toBeGreaterThanOrEqual(acknowledged);
    // Without gaps and without doubles, also where a write was cut off before its acknowledgement.
    expect(stored).toEqual(stored.map((_, i) => i));
    await store.settled();
    const range = { from: 0, to: Number.MAX_SAFE_INTEGER };
    expect(await store.reader.count(parseQuery('', timeless), range, signal)).toBe(stored.length);
    expect(await store.reader.count(parseQuery('民政 办结', timeless), range, signal)).toBe(stored.length);
    expect(await store.reader.count(parseQuery('user.name:user3', timeless), range, signal)).toBe(
      stored.filter((index) => index % 5 === 3).length,
    );
    const facets = await store.reader.facets(
      parseQuery('', timeless),
      { field: 'user.name', size: 9 },
      signal,
    );
    expect(facets.reduce((sum, { count }) => sum + count, 0)).toBe(stored.length);
    const probe = numbered(0, stored.length)[acknowledged - 1]!;
    expect(await store.reader.get(probe.id, signal)).toEqual(probe);
  } finally {
    await store.close();
  }
});
