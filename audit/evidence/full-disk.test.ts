import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, statfsSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { day, newFolder, now, openTestLog, recordsOf, signer } from './testing.ts';
import { verifyLog } from './verify.ts';

/** A file system of its own, so small that it fills; undefined where this process may not mount. */
function smallDisk(bytes: number): string | undefined {
  const folder = join(newFolder(), 'disk');
  mkdirSync(folder);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder], { stdio: 'ignore' });
    mounted.push(folder);
    return folder;
  } catch {
    return undefined;
  }
}
const mounted: string[] = [];
afterAll(() => {
  for (const folder of mounted) execFileSync('umount', ['-l', folder]);
});

const disk = smallDisk(6 << 20);

describe.skipIf(disk === undefined)('a full disk (needs the right to mount)', () => {
  it('refuses and says so, keeps what it has, and goes on by itself when there is space', async () => {
    const directory = join(disk!, 'log');
    const ballast = join(disk!, 'ballast');
    const log = await openTestLog(directory, { settings: { checkpointMs: 10 } });
    await log.append(recordsOf('pg', 500));
    await log.checkpoint();
    const free = statfsSync(disk!).bavail * statfsSync(disk!).bsize;
    writeFileSync(ballast, Buffer.alloc(free - 200_000, 1));
    const full = { code: 'audit.evidence-full', status: 507 };
    let stored = 500;
    const noise = () => Buffer.from(crypto.getRandomValues(new Uint8Array(20_000)));
    const one = (i: number) => ({
      source: 'agent',
      raw: noise(),
      eventTime: null,
      receivedAt: now,
      origin: { stream: 's', position: i },
    });
    let position = 0;
    let refusal: unknown;
    for (; !refusal; position++) {
      await log.append([one(position)]).then(
        () => {
          stored += 1;
        },
        (error: unknown) => {
          refusal = error;
        },
      );
    }
    position -= 1;
    expect(refusal).toMatchObject(full);
    expect(log.size()).toBe(stored);
    // Those behind a refused one are refused with it, however small: their sender does not know yet.
    const small = (i: number) => ({ ...one(i), raw: Buffer.from('x') });
    const results = await Promise.allSettled([
      log.append([one(position)]),
      log.append([small(position + 1)]),
      log.append([small(position + 2)]),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(log.size()).toBe(stored);
    // Also one that was already on its way to the disk, and would have fitted.
    const flying = await Promise.allSettled([
      log.append([one(position)]),
      log.append([{ ...one(position + 1), raw: Buffer.alloc(400_000) }]),
    ]);
    expect(flying.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(log.size()).toBe(stored);
    expect((await log.read(stored - 1, 5)).length).toBe(1);
    rmSync(ballast);
    for (let i = position; i < position + 5; i++) {
      expect(await log.append([one(i)])).toEqual({ stored: 1, known: 0 });
    }
    await log.close();
    const report = await verifyLog({ directory, key: signer, witnesses: [], remembered: [] });
    expect(report.findings).toEqual([]);
    expect(report.size).toBe(stored + 5);
  });

  it('can still be pruned: the space for the record of it is kept back', async () => {
    const directory = join(disk!, 'old');
    const log = await openTestLog(directory, { settings: { segmentMs: day } });
    for (const age of [400, 390, 300, 2]) {
      await log.append(recordsOf('pg', 300, { receivedAt: now - age * day }));
    }
    await log.checkpoint();
    const ballast = openSync(join(disk!, 'ballast'), 'w');
    expect(() => {
      for (;;) writeSync(ballast, Buffer.alloc(4096, 1));
    }).toThrow('ENOSPC');
    closeSync(ballast);
    await expect(log.append(recordsOf('pg', 5))).rejects.toMatchObject({ code: 'audit.evidence-full' });
    expect(await log.prune({ before: now - 250 * day }, [])).toEqual({ firstKept: 600 });
    rmSync(join(disk!, 'ballast'));
    await log.append(recordsOf('pg', 5));
    await log.close();
    const report = await verifyLog({ directory, key: signer, witnesses: [], remembered: [] });
    expect(report.findings).toEqual([]);
  });
});
