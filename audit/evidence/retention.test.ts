import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cosign } from '../core/notes/cosignature.ts';
import { formatNote, parseNote } from '../core/notes/note.ts';
import { firstToKeep } from './retention.ts';
import { day, newFolder, now, openTestLog, recordsOf, signer, witness } from './testing.ts';
import { verifyLog } from './verify.ts';

describe('what may go', () => {
  const segment = (first: number, age: number, until = age) => ({
    first,
    end: first + 100,
    minReceived: now - age * day,
    maxReceived: now - until * day,
  });
  const segments = [segment(0, 400), segment(100, 300), segment(200, 200), segment(300, 1)];
  const before = { before: now - 250 * day };
  const all = Number.POSITIVE_INFINITY;

  it('is whole segments from the front that are old enough', () => {
    expect(firstToKeep(segments, before, [], now, all)).toBe(200);
    expect(firstToKeep(segments, { before: now - 299 * day }, [], now, all)).toBe(200);
    expect(firstToKeep(segments, { before: now - 300 * day }, [], now, all)).toBe(100);
    expect(firstToKeep(segments, { index: 199 }, [], now, all)).toBe(100);
    expect(firstToKeep(segments, { index: 200 }, [], now, all)).toBe(200);
  });

  it('is never younger than 180 days, nor the last segment, nor needed to open', () => {
    expect(() => firstToKeep(segments, { before: now - 179 * day }, [], now, all)).toThrowError(
      expect.objectContaining({ code: 'audit.retention-too-short' }),
    );
    const young = [segment(0, 300, 10), segment(100, 5), segment(200, 1)];
    expect(firstToKeep(young, { index: 200 }, [], now, all)).toBe(0);
    expect(firstToKeep(segments.slice(0, 1), before, [], now, all)).toBe(0);
    expect(firstToKeep(segments, before, [], now, 150)).toBe(100);
  });

  it('stops at the first segment that a legal hold touches', () => {
    const hold = (from: number, to: number) => [{ from: now - from * day, to: now - to * day }];
    expect(firstToKeep(segments, before, hold(300, 300), now, all)).toBe(100);
    expect(firstToKeep(segments, before, hold(500, 350), now, all)).toBe(0);
    expect(firstToKeep(segments, before, hold(250, 1), now, all)).toBe(200);
  });
});

describe('pruning', () => {
  const old = (source: string, age: number) => recordsOf(source, 300, { receivedAt: now - age * day });

  it('drops segments and bundles, writes that it did, and leaves all later proofs whole', async () => {
    const directory = newFolder();
    const log = await openTestLog(directory, { settings: { segmentMs: day } });
    for (const age of [400, 390, 300, 200, 20, 2]) await log.append(old(`pg-${age}`, age));
    const { text, signatures } = parseNote(await log.checkpoint())!;
    const line = cosign(text, witness, now / 1000);
    const cosigned = formatNote({ text, signatures: [...signatures, line] });
    await log.addCosignature(cosigned);
    const before = await log.proof(1500);
    const pruned = await log.prune({ before: now - 250 * day }, []);
    // A segment is finished by the first commit after it grew old: it holds two ages here.
    expect(pruned.firstKept).toBe(600);
    expect(log.firstKept()).toBe(600);
    await expect(log.read(0, 1)).rejects.toMatchObject({ code: 'audit.evidence-not-kept' });
    await expect(log.proof(599)).rejects.toMatchObject({ code: 'audit.evidence-not-kept' });
    expect((await log.read(600, 1))[0]!.source).toBe('pg-300');
    expect(await log.proof(1500)).toBe(before);
    const [said] = await log.read(1800, 1);
    expect(said!.source).toBe('anmin:evidence');
    expect(JSON.parse(said!.raw.toString())).toMatchObject({ event: 'prune', firstKept: 600 });
    await log.close();
    const names = readdirSync(join(directory, 'tile/entries')).filter((name) => /^\d+$/.test(name));
    expect(names[0]).toBe('002');
    const request = { directory, key: signer, witnesses: [witness], remembered: [cosigned] };
    expect((await verifyLog(request)).findings).toEqual([]);
    const again = await openTestLog(directory, { remembered: cosigned });
    expect(again.firstKept()).toBe(600);
    await again.append(recordsOf('new', 3));
    expect((await again.read(1801, 5)).length).toBe(3);
    await again.close();
    expect((await verifyLog(request)).findings).toEqual([]);
    expect(readFileSync(join(directory, 'checkpoint'), 'utf8')).toContain('\n1804\n');
  });

  it('leaves what a hold keeps', async () => {
    const log = await openTestLog(newFolder(), { settings: { segmentMs: day } });
    for (const age of [400, 390, 300, 200, 2]) await log.append(old(`pg-${age}`, age));
    const hold = { from: now - 395 * day, to: now - 380 * day };
    expect(await log.prune({ before: now - 250 * day }, [hold])).toEqual({ firstKept: 0 });
    expect(log.size()).toBe(1500);
  });
});
