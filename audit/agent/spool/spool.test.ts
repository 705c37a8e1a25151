import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSpool, type Spool, type SpoolBounds } from './spool.ts';

const bounds: SpoolBounds = { maxBytes: 20_000, segmentBytes: 4000, batchBytes: 1500, batchRecords: 40 };

let folder: string;
const open: Spool[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'anmin-spool-'));
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((spool) => spool.close()));
  rmSync(folder, { recursive: true, force: true });
});

function spool(over: Partial<SpoolBounds> = {}): Spool {
  const made = openSpool(folder, { ...bounds, ...over });
  open.push(made);
  return made;
}

const never = new AbortController().signal;
const frame = (place: number, ...texts: readonly string[]) => ({
  records: texts.map((text) => ({ raw: Buffer.from(text) })),
  places: { file: place },
});
const segments = () => readdirSync(folder).filter((name) => name.endsWith('.seg'));

/** Takes everything that waits and acknowledges it. */
async function drain(of: Spool): Promise<{ stream: string; position: number; text: string }[]> {
  const got = [];
  while (of.state().waiting > 0) {
    const batch = await of.next(never);
    got.push(
      ...batch.records.map(({ raw, position }) => ({ stream: batch.stream, position, text: raw.toString() })),
    );
    of.acknowledge(batch);
  }
  return got;
}

describe('the spool', () => {
  it('ok/ gives records in order with growing positions, and frees the disk as they are acknowledged', async () => {
    const s = spool();
    const texts = Array.from({ length: 200 }, (_, n) => `${n} ${'x'.repeat(n % 50)}`);
    for (const [n, text] of texts.entries()) await s.append(frame(n, text), never);
    expect(segments().length).toBeGreaterThan(2);
    const got = await drain(s);
    expect(got.map(({ text }) => text)).toEqual(texts);
    expect(got.map(({ position }) => position)).toEqual(texts.map((_, n) => n));
    expect(segments()).toHaveLength(1);
    expect(s.places.get('file')).toBe(199);
  });

  it('ok/ opened again it knows the places, and sends again what was not acknowledged under the same positions', async () => {
    const s = spool();
    await s.append(frame(1, 'a', 'b'), never);
    await s.append(frame(2, 'c'), never);
    const batch = await s.next(never);
    await s.close();
    const again = spool();
    expect(again.places.get('file')).toBe(2);
    await again.append(frame(3, 'd'), never);
    const got = await drain(again);
    expect(got.map(({ text }) => text)).toEqual(['a', 'b', 'c', 'd']);
    expect(got[0]).toMatchObject({ stream: batch.stream, position: 0 });
    // What is read after a restart has a stream of its own: an old copy of the folder cannot use a position twice.
    expect(got[3]).toMatchObject({ position: 0 });
    expect(got[3]!.stream).not.toBe(batch.stream);
  });

  it('ok/ acknowledged records are not given again after a restart', async () => {
    const s = spool();
    await s.append(frame(1, 'a', 'b'), never);
    await drain(s);
    await s.append(frame(2, 'c'), never);
    await s.close();
    expect((await drain(spool())).map(({ text }) => text)).toEqual(['c']);
  });

  it('ok/ full: appending waits until the centre has taken some', async () => {
    const s = spool();
    let appended = 0;
    const all = (async () => {
      for (let n = 0; n < 60; n++) {
        await s.append(frame(n, 'y'.repeat(1000)), never);
        appended++;
      }
    })();
    await expect.poll(() => s.state().full).toBe(true);
    const stuckAt = appended;
    expect(stuckAt).toBeLessThan(25);
    expect(s.state().bytes).toBeLessThan(bounds.maxBytes + 2000);
    let taken = 0;
    while (taken < 60)
      taken += await (async () => {
        const batch = await s.next(never);
        s.acknowledge(batch);
        return batch.records.length;
      })();
    await all;
    expect(taken).toBe(60);
  });

  it('ok/ whatever is cut off the end by a crash, what is left is whole and the place fits it', async () => {
    const s = spool({ segmentBytes: 1e9, maxBytes: 1e9 });
    for (let n = 1; n <= 30; n++) await s.append(frame(n, `r${n}`), never);
    await s.close();
    const path = join(folder, segments()[0]!);
    const whole = readFileSync(path);
    for (let length = whole.length; length > 0; length -= 7) {
      writeFileSync(path, whole);
      truncateSync(path, length);
      const cut = spool({ maxBytes: 1e9 });
      const place = Number(cut.places.get('file') ?? 0);
      expect(cut.state().waiting).toBe(place);
      expect(cut.state().damaged).toEqual([]);
      await cut.close();
    }
  });

  it('ok/ a segment in the middle that somebody changed is told of and kept', async () => {
    const s = spool();
    for (let n = 0; n < 30; n++) await s.append(frame(n, 'z'.repeat(500)), never);
    await s.close();
    const path = join(folder, segments()[1]!);
    const bytes = readFileSync(path);
    bytes[bytes.length - 100]! ^= 1;
    writeFileSync(path, bytes);
    const again = spool();
    expect(again.state().damaged).toEqual([path]);
    const got = await drain(again);
    expect(got.length).toBeLessThan(30);
    await again.append(frame(31, 'more'), never);
    await drain(again);
    expect(readdirSync(folder)).toContain(`${segments().length > 0 ? path.split('/').at(-1) : ''}.damaged`);
    expect(again.state().damaged).toEqual([path]);
  });

  it('ok/ rubbish after a restart of the machine is no record', async () => {
    const s = spool();
    await s.append(frame(1, 'a'), never);
    await s.close();
    appendFileSync(join(folder, segments()[0]!), Buffer.alloc(512));
    expect((await drain(spool())).map(({ text }) => text)).toEqual(['a']);
  });
});
