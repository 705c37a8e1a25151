import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NewRecord } from '../core/record.ts';
import { auditErrors } from '../errors.ts';
import { newFolder, openSteeredLog, type SteeredLog } from '../evidence/testing.ts';
import { createIntake, type IntakeBounds } from './intake.ts';
import { silentLog } from './testing.ts';

const bounds: IntakeBounds = {
  inFlight: 1 << 20,
  batchBytes: 64 * 1024,
  batchRecords: 1000,
  turnBytes: 4096,
};
async function start(over: Partial<IntakeBounds> = {}) {
  const log = await openSteeredLog(newFolder());
  const intake = createIntake({ evidence: log, bounds: { ...bounds, ...over }, log: silentLog });
  return { log, intake };
}

const make = (source: string, count: number, size = 100, first = 0): NewRecord[] =>
  Array.from({ length: count }, (_, n) => ({
    source,
    raw: Buffer.from(`${source} ${first + n}`.padEnd(size)),
    eventTime: null,
    receivedAt: 1,
  }));
const texts = async (log: SteeredLog, source: string) =>
  (await log.all()).filter((record) => record.source === source).map(({ raw }) => raw.toString().trim());

describe('the intake', () => {
  it('resolves after all records are in the log, each source in its own order', async () => {
    const property = fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 1, max: 60 })), { maxLength: 30 }),
      async (jobs) => {
        const { log, intake } = await start({ turnBytes: 500, batchRecords: 17 });
        const next = { a: 0, b: 0, c: 0 };
        const done = jobs.map(([source, count]) => {
          const records = make(source, count, 20, next[source]);
          next[source] += count;
          return intake.submit(source, records, { hold: true }).then(async (taken) => {
            expect(taken).toEqual({ stored: count, known: 0 });
            expect(await texts(log, source)).toContain(records.at(-1)!.raw.toString().trim());
          });
        });
        await Promise.all(done);
        for (const source of ['a', 'b', 'c'] as const) {
          expect(await texts(log, source)).toEqual(
            Array.from({ length: next[source] }, (_, n) => `${source} ${n}`),
          );
        }
        expect(intake.state()).toMatchObject({ bytes: 0, records: 0, stalled: null });
      },
    );
    await fc.assert(property, { numRuns: 15 });
  });

  it('a flood of one source does not make another wait: it is in the next batch', async () => {
    const { log, intake } = await start();
    let batches = 0;
    let quiet: Promise<void> | undefined;
    log.onAppend = () => {
      if (++batches !== 3) return;
      quiet = intake.submit('quiet', make('quiet', 1), { hold: true }).then(async () => {
        expect(batches).toBeLessThanOrEqual(5);
        expect((await texts(log, 'flood')).length).toBeLessThan(10_000);
      });
    };
    const flood = intake.submit('flood', make('flood', 20_000), { hold: true });
    await expect.poll(() => batches).toBeGreaterThan(2);
    await quiet;
    await flood;
    expect((await texts(log, 'flood')).length).toBe(20_000);
  });

  it('says when a source has its share, and again when there is room', async () => {
    const { intake } = await start({ inFlight: 40_000 });
    expect(intake.hasRoom('a')).toBe(true);
    const work = intake.submit('a', make('a', 100), { hold: true });
    expect([intake.hasRoom('a'), intake.hasRoom('b')]).toEqual([false, true]);
    await work;
    expect(intake.hasRoom('a')).toBe(true);
  });

  it('holds what cannot be written now and writes it once when it can; who does not hold is told', async () => {
    const { log, intake } = await start();
    log.failure = auditErrors['evidence-full']({ path: 'x' });
    const held = intake.submit('a', make('a', 50), { hold: true });
    await expect(intake.submit('b', make('b', 5), { hold: false })).rejects.toMatchObject({
      code: 'audit.evidence-full',
    });
    expect(intake.state()).toMatchObject({ records: 50 });
    expect(intake.state().stalled).toContain('evidence-full');
    log.failure = undefined;
    await held;
    expect(await texts(log, 'a')).toEqual(Array.from({ length: 50 }, (_, n) => `a ${n}`));
    expect(await texts(log, 'b')).toEqual([]);
  });

  it('never writes a later part of a request whose earlier part failed', async () => {
    const { log, intake } = await start({ batchRecords: 10 });
    let appends = 0;
    log.onAppend = () => {
      if (++appends === 3) throw auditErrors['evidence-full']({ path: 'x' });
    };
    const records = make('a', 100).map((record, n) => ({ ...record, origin: { stream: 's', position: n } }));
    await expect(intake.submit('a', records, { hold: false })).rejects.toBeDefined();
    expect(log.size()).toBe(20);
    log.onAppend = undefined;
    expect(await intake.submit('a', records, { hold: false })).toEqual({ stored: 80, known: 20 });
    expect(await texts(log, 'a')).toEqual(Array.from({ length: 100 }, (_, n) => `a ${n}`));
  });

  it('stops after what is queued; later records are refused', async () => {
    const { log, intake } = await start();
    const work = intake.submit('a', make('a', 5000), { hold: true });
    await intake.stop(5000);
    await work;
    expect(log.size()).toBe(5000);
    await expect(intake.submit('a', make('a', 1), { hold: true })).rejects.toMatchObject({
      code: 'audit.collect-stopping',
    });
  });

  it('stops although the log takes nothing', async () => {
    const { log, intake } = await start();
    log.failure = auditErrors['evidence-full']({ path: 'x' });
    const work = intake.submit('a', make('a', 5), { hold: true });
    work.catch(() => {});
    await expect.poll(() => intake.state().stalled).not.toBeNull();
    await intake.stop(5000);
    await expect(work).rejects.toMatchObject({ code: 'audit.evidence-full' });
  });
});
