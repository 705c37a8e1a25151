import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { cosign } from '../core/notes/cosignature.ts';
import { formatNote, parseNote } from '../core/notes/note.ts';
import { copyOf, newFolder, now, openTestLog, recordsOf, signer, witness } from './testing.ts';
import { verifyLog } from './verify.ts';

let original: string;
/** A checkpoint of the full log, kept elsewhere. */
let kept: string;

const verify = (directory: string, remembered: readonly string[] = []) =>
  verifyLog({ directory, key: signer, witnesses: [witness], remembered });
const codes = async (directory: string, remembered: readonly string[] = []) => [
  ...new Set((await verify(directory, remembered)).findings.map(({ code }) => code)),
];
const filesOf = (directory: string) =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'reserve')
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)))
    .sort();

beforeAll(async () => {
  original = newFolder();
  const log = await openTestLog(original, { settings: { segmentBytes: 6000 } });
  for (let i = 0; i < 8; i++) await log.append([...recordsOf(`pg-${i % 2}`, 60), ...recordsOf('ssh', 15)]);
  const { text, signatures } = parseNote(await log.checkpoint())!;
  const line = cosign(text, witness, now / 1000);
  await log.addCosignature(formatNote({ text, signatures: [...signatures, line] }));
  await log.append(recordsOf('late', 20));
  await log.close();
  kept = readFileSync(join(original, 'checkpoint'), 'utf8');
});

describe('verification', () => {
  it('finds nothing wrong with an untouched log, and says what it saw', async () => {
    const progress: number[] = [];
    const report = await verifyLog(
      { directory: original, key: signer, witnesses: [witness], remembered: [kept] },
      ({ done }) => progress.push(done),
    );
    expect(report).toMatchObject({ ok: true, size: 620, signedSize: 620, firstKept: 0, checked: 620 });
    expect(report.witnessed).toEqual([{ name: witness.name, size: 600, time: now }]);
    expect(progress.at(-1)).toBe(620);
    expect(filesOf(original).filter((name) => name.endsWith('.seg')).length).toBeGreaterThan(2);
  });

  it('finds a flipped bit in every file, wherever it is', async () => {
    const directory = copyOf(original);
    const missed: string[] = [];
    for (const name of filesOf(directory)) {
      const path = join(directory, name);
      const bytes = readFileSync(path);
      // Every byte of heads and notes; of long files the first, the last and some between.
      const step = Math.max(1, Math.floor(bytes.length / 24));
      for (let at = 0; at < bytes.length; at += at < 64 || bytes.length - at < 40 ? 4 : step) {
        const changed = Buffer.from(bytes);
        changed[at]! ^= 1 << (at % 8);
        writeFileSync(path, changed);
        if ((await verify(directory)).ok) missed.push(`${name}@${at}`);
      }
      writeFileSync(path, bytes);
    }
    expect(missed).toEqual([]);
    expect(await codes(directory)).toEqual([]);
  });

  it('finds every file that was cut short, made longer, or taken away', async () => {
    const directory = copyOf(original);
    const missed: string[] = [];
    const active = filesOf(directory)
      .filter((name) => name.endsWith('.seg'))
      .at(-1);
    for (const name of filesOf(directory)) {
      const path = join(directory, name);
      const bytes = readFileSync(path);
      for (const length of [0, 1, bytes.length >> 1, bytes.length - 1]) {
        truncateSync(path, 0);
        writeFileSync(path, bytes.subarray(0, length));
        if ((await verify(directory)).ok) missed.push(`${name} cut to ${length}`);
      }
      writeFileSync(path, Buffer.concat([bytes, Buffer.of(0)]));
      // What lies behind the last commit was never part of the log.
      if ((await verify(directory)).ok && name !== active) missed.push(`${name} longer`);
      rmSync(path);
      // Partial tiles of the checkpoint before the last, and a cosignature, prove nothing that is not proven.
      const spare = /\/002\.p\/88$|^tile\/1\/000\.p\/1$|^witness\//.test(name);
      if ((await verify(directory)).ok && !spare) missed.push(`${name} gone`);
      writeFileSync(path, bytes);
    }
    expect(missed).toEqual([]);
  });

  it('finds swapped segments, swapped tiles and a file that does not belong', async () => {
    const names = filesOf(original);
    const swap = (a: string, b: string) => {
      const directory = copyOf(original);
      const [one, two] = [join(directory, a), join(directory, b)];
      renameSync(one, `${one}.aside`);
      renameSync(two, one);
      renameSync(`${one}.aside`, two);
      return directory;
    };
    const [first, second] = names.filter((name) => name.endsWith('.seg'));
    expect(await codes(swap(first!, second!))).toContain('segment');
    expect(await codes(swap('tile/0/000', 'tile/0/001'))).toContain('tile');
    expect(await codes(swap('tile/entries/000', 'tile/entries/001'))).toContain('bundle');
    const more = copyOf(original);
    cpSync(join(more, 'tile/0/000'), join(more, 'tile/0/777'));
    writeFileSync(join(more, 'segments.bak'), '');
    expect(await codes(more)).toEqual(['unexpected-file']);
  });

  it('finds a log whose segment was removed from the front as if by retention', async () => {
    const directory = copyOf(original);
    const [first, second] = filesOf(directory).filter((name) => name.endsWith('.seg'));
    rmSync(join(directory, first!));
    rmSync(join(directory, first!.replace(/seg$/, 'idx')));
    expect(await codes(directory)).toContain('segment');
    const { decodeHeads, encodeHead, latestHead } = await import('./head.ts');
    const path = join(directory, 'head');
    const file = readFileSync(path);
    const head = latestHead(decodeHeads(file))!;
    const firstKept = Number(/(\d{16})/.exec(second!)![1]);
    for (const counter of [head.counter, head.counter + 1]) {
      const { at, slot } = encodeHead({ ...head, counter, firstKept });
      file.set(slot, at);
    }
    writeFileSync(path, file);
    expect(await codes(directory)).toEqual(['pruned-without-record']);
  });

  it('finds a log that was set back whole, against what others kept', async () => {
    const directory = newFolder();
    const log = await openTestLog(directory);
    await log.append(recordsOf('pg', 300));
    await log.close();
    const old = copyOf(directory);
    const longer = await openTestLog(directory);
    await longer.append(recordsOf('pg', 30));
    const later = await longer.checkpoint();
    await longer.close();
    expect(await codes(old)).toEqual([]);
    expect(await codes(old, [later])).toEqual(['rollback']);
    // A cosigned checkpoint that lies beside it tells the same.
    const { text, signatures } = parseNote(later)!;
    const note = formatNote({ text, signatures: [...signatures, cosign(text, witness, now / 1000)] });
    writeFileSync(join(old, 'witness', `${witness.keyId.toString('hex')}.checkpoint`), note);
    expect(await codes(old)).toEqual(['rollback']);
    await expect(openTestLog(copyOf(old), { remembered: later })).rejects.toMatchObject({
      code: 'audit.evidence-broken',
    });
    rmSync(join(old, 'witness'), { recursive: true });
    // Another history of the same length, signed by the same key.
    const other = await openTestLog(old);
    await other.append(recordsOf('forged', 40));
    await other.close();
    expect(await codes(old)).toEqual([]);
    expect(await codes(old, [later])).toEqual(['fork']);
    await expect(openTestLog(old, { remembered: later })).rejects.toMatchObject({
      code: 'audit.evidence-broken',
    });
  });

  it('is about one key', async () => {
    const { generateNoteKey, noteSigner } = await import('../core/notes/keys.ts');
    const key = noteSigner('log', signer.name, generateNoteKey());
    const report = await verifyLog({ directory: original, key, witnesses: [], remembered: [] });
    expect(report.findings.map(({ code }) => code)).toContain('checkpoint');
  });

  it('can be called off', async () => {
    const signal = AbortSignal.abort();
    await expect(
      verifyLog({ directory: original, key: signer, witnesses: [], remembered: [] }, undefined, signal),
    ).rejects.toThrow();
  });

  it('works on a log that is being written to', async () => {
    const directory = newFolder();
    const log = await openTestLog(directory, { settings: { segmentBytes: 20_000, checkpointMs: 5 } });
    let stop = false;
    const writing = (async () => {
      while (!stop && log.size() < 20_000) await log.append(recordsOf('busy', 50));
    })();
    await log.longerThan(500, new AbortController().signal);
    for (let i = 0; i < 3; i++) {
      expect((await verify(directory)).findings).toEqual([]);
      expect((await log.verify()).findings).toEqual([]);
    }
    stop = true;
    await writing;
  });
});

describe('opening', () => {
  const broken = { code: 'audit.evidence-broken' };

  it('refuses a log whose acknowledged records are cut off, changed or gone', async () => {
    const names = filesOf(original);
    const last = names.filter((name) => name.endsWith('.seg')).at(-1)!;
    const size = readFileSync(join(original, last)).length;
    const spoil = (change: (directory: string) => void) => {
      const directory = copyOf(original);
      change(directory);
      return directory;
    };
    const cases = {
      'last segment cut': spoil((d) => truncateSync(join(d, last), size - 10)),
      'last segment gone': spoil((d) => rmSync(join(d, last))),
      'head gone': spoil((d) => rmSync(join(d, 'head'))),
      'both heads spoiled': spoil((d) => writeFileSync(join(d, 'head'), Buffer.alloc(1024))),
      'checkpoint gone': spoil((d) => rmSync(join(d, 'checkpoint'))),
      'a segment in the middle gone': spoil((d) => {
        const [, middle] = names.filter((name) => name.endsWith('.seg'));
        rmSync(join(d, middle!));
      }),
      'a bit of the last segment': spoil((d) => {
        const bytes = readFileSync(join(d, last));
        bytes[size - 60]! ^= 1;
        writeFileSync(join(d, last), bytes);
      }),
      'a high tile': spoil((d) => {
        const path = join(d, 'tile/1/000.p/2');
        const bytes = readFileSync(path);
        bytes[3]! ^= 1;
        writeFileSync(path, bytes);
      }),
    };
    for (const [name, directory] of Object.entries(cases)) {
      await expect(openTestLog(directory), name).rejects.toMatchObject(broken);
      expect(existsSync(join(directory, 'lock')), name).toBe(false);
    }
  });

  it('goes on when one of the two heads is torn, and loses nothing', async () => {
    for (const at of [10, 522]) {
      const directory = copyOf(original);
      const bytes = readFileSync(join(directory, 'head'));
      bytes[at]! ^= 1;
      writeFileSync(join(directory, 'head'), bytes);
      const log = await openTestLog(directory);
      expect(log.size()).toBe(620);
      await log.close();
      expect(await codes(directory, [kept])).toEqual([]);
    }
  });

  it('cuts a torn tail, and goes on after it', async () => {
    const directory = copyOf(original);
    const last = filesOf(directory)
      .filter((name) => name.endsWith('.seg'))
      .at(-1)!;
    const path = join(directory, last);
    writeFileSync(path, Buffer.concat([readFileSync(path), Buffer.from('ANB1 half a block')]));
    const log = await openTestLog(directory);
    expect(log.recovery).toEqual({ cutBytes: 17, adopted: 0 });
    await log.append(recordsOf('pg-0', 3));
    expect((await log.read(619, 9)).map(({ source }) => source)).toEqual(['late', 'pg-0', 'pg-0', 'pg-0']);
    await log.close();
    expect(await codes(directory, [kept])).toEqual([]);
  });

  it('writes again the tiles that a power cut lost before they were flushed', async () => {
    const directory = newFolder();
    const log = await openTestLog(directory);
    for (let i = 0; i < 6; i++) await log.append(recordsOf('pg', 100));
    await log.checkpoint();
    // As after a power cut: the segments are on disk, full tiles are not.
    const cut = copyOf(directory);
    rmSync(join(cut, 'lock'));
    writeFileSync(join(cut, 'tile/0/000'), '');
    rmSync(join(cut, 'tile/entries/001'));
    expect(await codes(cut)).toContain('missing-file');
    const again = await openTestLog(cut);
    await again.close();
    expect(await codes(cut)).toEqual([]);
  });
});
