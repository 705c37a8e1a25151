import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Json } from '#platform/kernel/event.ts';
import { onPath, peer } from '../../../test/peers/find.ts';
import { createJournalInput } from './journal.ts';

const writer = '/lib/systemd/systemd-journal-remote';
const journal = peer('systemd-journal-remote', {
  probe: () => (onPath('journalctl') ? onPath(writer) : undefined),
  debian: 'systemd systemd-journal-remote',
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'anmin-journal-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Writes entries into a real journal file, in the journal export format. */
function write(file: string, first: number, ...messages: readonly string[]): void {
  const entries = messages.map((message, n) => {
    const micros = BigInt(1_763_800_000_000_000 + (first + n) * 1_000_000);
    const bytes = Buffer.from(message);
    const size = Buffer.alloc(8);
    size.writeBigUInt64LE(BigInt(bytes.length));
    return Buffer.concat([
      Buffer.from(
        `__REALTIME_TIMESTAMP=${micros}\n__MONOTONIC_TIMESTAMP=${micros}\n_BOOT_ID=${'ab'.repeat(16)}\nMESSAGE\n`,
      ),
      size,
      bytes,
      Buffer.from('\n\n'),
    ]);
  });
  const { status, stderr } = spawnSync(writer, ['-o', join(folder, file), '-'], {
    input: Buffer.concat(entries),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
}

describe.skipIf(!journal.found)('the journal', () => {
  it('ok/ each entry once, over a restart, with the time that it says', async () => {
    const got: { message: string; time: number | undefined }[] = [];
    const places = new Map<string, Json>();
    const run = async (count: number) => {
      const stopping = new AbortController();
      const input = createJournalInput(
        { name: 'journal', units: [], matches: [], directory: folder, from: 'beginning' },
        {
          places: new Map(places),
          async append({ records, places: changed }) {
            for (const { raw, time } of records) {
              got.push({ message: JSON.parse(raw.toString()).MESSAGE, time });
            }
            for (const [key, place] of Object.entries(changed)) places.set(key, place);
          },
        },
      );
      const done = input.run(stopping.signal).catch((error: unknown) => {
        if (!stopping.signal.aborted) throw error;
      });
      await expect.poll(() => got.length, { timeout: 20_000 }).toBe(count);
      stopping.abort();
      await done;
    };
    write('one.journal', 1, '登录成功', 'second\nline');
    await run(2);
    write('two.journal', 10, 'third', 'x'.repeat(5000));
    await run(4);
    expect(got.map(({ message }) => message)).toEqual([
      '登录成功',
      'second\nline',
      'third',
      'x'.repeat(5000),
    ]);
    expect(got[0]!.time).toBe(1_763_800_001_000);
  });
});
