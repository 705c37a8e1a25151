import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeEnvelope, saltBytes } from '../core/merkle/envelope.ts';
import { leafHash } from '../core/merkle/hash.ts';
import { verifyInclusion } from '../core/merkle/proof.ts';
import { openCheckpoint } from '../core/notes/checkpoint.ts';
import { parseTlogProof } from '../core/notes/tlog-proof.ts';
import type { NewRecord } from '../core/record.ts';
import { newFolder, now, openTestLog, recordsOf, signer } from './testing.ts';

const plain = ({ source, raw, eventTime, receivedAt, origin }: NewRecord) => ({
  source,
  raw: Buffer.from(raw),
  eventTime,
  receivedAt,
  ...(origin && { origin }),
});

describe('the evidence log', () => {
  it('gives back what was put in, byte for byte, numbered over all and within each source', async () => {
    const log = await openTestLog(newFolder());
    const records = [...recordsOf('pg-1', 40), ...recordsOf('ssh-1', 3), ...recordsOf('pg-1', 2)];
    expect(await log.append(records)).toEqual({ stored: 45, known: 0 });
    const read = await log.read(0, 100);
    expect(read.map(plain)).toEqual(records.map(plain));
    expect(read.map(({ index }) => index)).toEqual(records.map((_, i) => i));
    expect(read.slice(40).map(({ sequence }) => sequence)).toEqual([0, 1, 2, 40, 41]);
    expect(await log.read(45, 10)).toEqual([]);
  });

  it('takes any bytes, sizes and times', async () => {
    const log = await openTestLog(newFolder());
    const record = fc.record({
      source: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
      raw: fc.uint8Array({ maxLength: 3000 }).map((bytes) => Buffer.from(bytes)),
      eventTime: fc.option(fc.maxSafeInteger()),
      receivedAt: fc.maxSafeInteger(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(record, { maxLength: 30 }), async (records) => {
        const from = log.size();
        await log.append(records);
        expect((await log.read(from, 100)).map(plain)).toEqual(records.map(plain));
      }),
      { numRuns: 30 },
    );
    const large = { source: 's', raw: Buffer.alloc(5 << 20, 0x41), eventTime: null, receivedAt: now };
    await log.append([large, ...recordsOf('s', 1)]);
    const read = await log.read(log.size() - 2, 2);
    expect(read).toHaveLength(1);
    expect(read[0]!.raw.equals(large.raw)).toBe(true);
  });

  it('refuses what can never be a record, and takes nothing of that call', async () => {
    const log = await openTestLog(newFolder());
    const [good] = recordsOf('s', 1);
    for (const bad of [
      { source: '' },
      { source: 'x'.repeat(256) },
      { receivedAt: Number.NaN },
      { raw: Buffer.alloc((16 << 20) + 1) },
      { origin: { stream: 's', position: Number.NaN } },
    ]) {
      await expect(log.append([good!, { ...good!, ...bad }])).rejects.toMatchObject({
        code: 'audit.evidence-record',
      });
    }
    expect(log.size()).toBe(0);
  });

  it('knows again what a sender sends again, also after it was opened anew', async () => {
    const directory = newFolder();
    const sent = recordsOf('agent', 10).map((record, i) => ({
      ...record,
      origin: { stream: 'file-1', position: 100 + i },
    }));
    const log = await openTestLog(directory);
    expect(await log.append(sent.slice(0, 6))).toEqual({ stored: 6, known: 0 });
    expect(await log.append(sent.slice(3, 8))).toEqual({ stored: 2, known: 3 });
    // The same stream name of another source is another stream.
    const other = sent.slice(0, 2).map((record) => ({ ...record, source: 'agent-2' }));
    expect(await log.append(other)).toEqual({ stored: 2, known: 0 });
    await log.close();
    const again = await openTestLog(directory);
    expect(await again.append(sent)).toEqual({ stored: 2, known: 8 });
    const own = (await again.read(0, 100)).filter(({ source }) => source === 'agent');
    expect(own.map(({ origin }) => origin!.position)).toEqual(sent.map(({ origin }) => origin.position));
    expect(own.map(({ sequence }) => sequence)).toEqual(sent.map((_, i) => i));
  });

  it('commits calls that come together in one go, and answers each for itself', async () => {
    const log = await openTestLog(newFolder());
    const calls = Array.from({ length: 200 }, (_, i) => log.append(recordsOf(`s${i % 7}`, 1 + (i % 3))));
    const answers = await Promise.all(calls);
    expect(answers.map(({ stored }) => stored)).toEqual(answers.map((_, i) => 1 + (i % 3)));
    expect(log.size()).toBe(answers.reduce((sum, { stored }) => sum + stored, 0));
  });

  it('holds callers back while much is under way, and keeps their order', async () => {
    const log = await openTestLog(newFolder(), { settings: { queueBytes: 2000 } });
    const calls = Array.from({ length: 50 }, (_, i) =>
      log.append([{ source: 's', raw: Buffer.from(`${i}`.padStart(900)), eventTime: null, receivedAt: now }]),
    );
    await Promise.all(calls);
    const read = await log.read(0, 100);
    expect(read.map(({ raw }) => Number(raw))).toEqual(calls.map((_, i) => i));
  });

  it('wakes who waits for more, and who is called off', async () => {
    const log = await openTestLog(newFolder());
    const waiting = log.longerThan(0, new AbortController().signal);
    const off = new AbortController();
    const calledOff = log.longerThan(1000, off.signal);
    await log.append(recordsOf('s', 1));
    await waiting;
    off.abort();
    await calledOff;
    expect(log.size()).toBe(1);
  });

  it('proves a record with nothing but its text, the proof and the public key', async () => {
    const log = await openTestLog(newFolder(), { settings: { segmentBytes: 5000 } });
    for (let i = 0; i < 6; i++) await log.append(recordsOf(`source-${i}`, 120));
    for (const index of [0, 1, 255, 256, 511, 700, 719]) {
      const [record] = await log.read(index, 1);
      const proof = parseTlogProof(await log.proof(index))!;
      const checkpoint = openCheckpoint(proof.checkpoint, signer)!;
      const salt = proof.extra!.subarray(0, saltBytes);
      const entry = proof.extra!.subarray(saltBytes);
      verifyInclusion(proof.index, checkpoint.size, leafHash(entry), proof.hashes, checkpoint.root);
      const envelope = decodeEnvelope(entry);
      expect(proof.index).toBe(index);
      expect(envelope).toMatchObject({ source: record!.source, sequence: record!.sequence });
      const { createHash } = await import('node:crypto');
      const digest = (name: string) => createHash(name).update(salt).update(record!.raw).digest();
      expect([envelope.sha256, envelope.sm3]).toEqual([digest('sha256'), digest('sm3')]);
    }
    await expect(log.proof(720)).rejects.toMatchObject({ code: 'audit.evidence-not-kept' });
  });

  it('signs a checkpoint within the second while there is traffic, and one at the end', async () => {
    const directory = newFolder();
    const seen: string[] = [];
    const settings = { checkpointMs: 20 };
    const log = await openTestLog(directory, { settings, onCheckpoint: (text) => seen.push(text) });
    await log.append(recordsOf('s', 5));
    await expect.poll(() => seen.length).toBe(1);
    await log.append(recordsOf('s', 5));
    await log.close();
    const sizes = seen.map((text) => openCheckpoint(text, signer)!.size);
    expect(sizes).toEqual([5, 10]);
    expect(readFileSync(join(directory, 'checkpoint'), 'utf8')).toBe(seen.at(-1));
  });

  it('is written by one process at a time', async () => {
    const directory = newFolder();
    const log = await openTestLog(directory);
    await expect(openTestLog(directory)).rejects.toMatchObject({ code: 'audit.evidence-locked' });
    await log.close();
    await (await openTestLog(directory)).close();
  });

  it('takes nothing more once it closes', async () => {
    const log = await openTestLog(newFolder());
    const last = log.append(recordsOf('s', 3));
    const closed = log.close();
    await expect(log.append(recordsOf('s', 1))).rejects.toMatchObject({ code: 'audit.evidence-closed' });
    expect(await last).toEqual({ stored: 3, known: 0 });
    await closed;
  });
});
