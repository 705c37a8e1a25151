import {
  appendFileSync,
  copyFileSync,
  linkSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Json } from '#platform/kernel/event.ts';
import { parsers } from '../../core/parse/table.ts';
import { createFilesInput, type FilesOptions, type FileTiming } from './files.ts';
import type { Input } from './input.ts';

const timing: FileTiming = { pollMs: 2, scanMs: 5, flushMs: 60, partialMs: 150, rotatedMs: 60 };

let folder: string;
let got: Buffer[];
let places: Map<string, Json>;
let running: { input: Input; stop(): Promise<void> } | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'anmin-tail-'));
  got = [];
  places = new Map();
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
  rmSync(folder, { recursive: true, force: true });
});

const at = (name: string) => join(folder, name);
const write = (name: string, ...lines: readonly string[]) =>
  appendFileSync(at(name), lines.map((line) => `${line}\n`).join(''));
const texts = () => got.map((raw) => raw.toString());

/** Starts reading; what was written down of an earlier run is taken up. */
function start(over: Partial<FilesOptions> = {}, appended = () => {}): Input {
  const stopping = new AbortController();
  const input = createFilesInput(
    { name: 'test', paths: [at('x.log')], exclude: [], from: 'beginning', timing, ...over },
    {
      places: new Map(places),
      async append({ records, places: changed }) {
        appended();
        got.push(...records.map(({ raw }) => Buffer.from(raw)));
        for (const [key, place] of Object.entries(changed)) {
          if (place === null) places.delete(key);
          else places.set(key, structuredClone(place) as Json);
        }
      },
    },
  );
  const done = input.run(stopping.signal).catch((error: unknown) => {
    if (!stopping.signal.aborted) throw error;
  });
  running = {
    input,
    async stop() {
      stopping.abort();
      await done;
    },
  };
  return input;
}

const stop = async () => {
  await running?.stop();
  running = undefined;
};

/** Waits for these records, no other and no more. */
async function expectLines(...lines: readonly string[]): Promise<void> {
  await vi.waitFor(() => expect(texts()).toEqual(lines), { timeout: 5000, interval: 5 });
  // Long enough for a second reading to show.
  await new Promise((resolve) => setTimeout(resolve, 40));
  expect(texts()).toEqual(lines);
}

describe('a followed file', () => {
  it('ok/ gives each line once, also those of a file that appears later', async () => {
    start();
    write('x.log', '一', 'two');
    await expectLines('一', 'two');
    write('x.log', 'three');
    await expectLines('一', 'two', 'three');
  });

  it('ok/ goes on where it was after a restart', async () => {
    write('x.log', 'a', 'b');
    start();
    await expectLines('a', 'b');
    await stop();
    write('x.log', 'c');
    start();
    await expectLines('a', 'b', 'c');
  });

  it('ok/ from the end: what was there at the very first start is left, what comes is not', async () => {
    write('x.log', 'old');
    start({ from: 'end' });
    await vi.waitFor(() => expect(places.has('begun')).toBe(true));
    write('x.log', 'new');
    await expectLines('new');
    await stop();
    write('y.log', 'other');
    start({ from: 'end', paths: [at('*.log')] });
    await expectLines('new', 'other');
  });

  it('ok/ waits for the end of a line, and takes it as it is when none comes', async () => {
    start();
    appendFileSync(at('x.log'), 'half');
    await vi.waitFor(() => expect(running?.input.state().files).toHaveLength(1));
    expect(got).toEqual([]);
    appendFileSync(at('x.log'), ' line\nlast');
    await expectLines('half line', 'last');
    appendFileSync(at('x.log'), '\nnext\n');
    await expectLines('half line', 'last', 'next');
  });

  it('ok/ brackets around objects are not waited for: nothing more is written down when all was read', async () => {
    let written = 0;
    write('x.log', '[', '{"a":1},', '', ']');
    start({ assemble: parsers.get('mysql-audit')!.assemble! }, () => written++);
    await expectLines('{"a":1},');
    await vi.waitFor(() => expect(running!.input.state().files[0]!.offset).toBe(14));
    await new Promise((resolve) => setTimeout(resolve, 2 * timing.flushMs));
    const before = written;
    await new Promise((resolve) => setTimeout(resolve, 2 * timing.flushMs));
    expect(written).toBe(before);
  });

  it('ok/ passes on any bytes, and lines longer than a record in pieces', async () => {
    const hostile = Buffer.from([0, 0xff, 0xfe, 0x41, 0xc3, 0x28, 0x0d]);
    const long = Buffer.alloc(2_500_000, 0x61);
    writeFileSync(at('x.log'), Buffer.concat([hostile, Buffer.from('\n'), long, Buffer.from('\nend\n')]));
    start();
    await vi.waitFor(() => expect(got.at(-1)?.toString()).toBe('end'), { timeout: 5000 });
    expect(got[0]).toEqual(hostile);
    expect(got.slice(1, -1).map(({ length }) => length)).toEqual([1_048_576, 1_048_576, 402_848]);
    expect(Buffer.concat(got.slice(1, -1)).equals(long)).toBe(true);
  });
});

describe('rotation', () => {
  it('ok/ by renaming: the old file is read to its end, also what its writer still adds', async () => {
    write('x.log', 'a');
    start();
    await expectLines('a');
    renameSync(at('x.log'), at('x.log.1'));
    write('x.log.1', 'late');
    write('x.log', 'new');
    await vi.waitFor(() => expect(texts().sort()).toEqual(['a', 'late', 'new']));
    write('x.log.1', 'later');
    await vi.waitFor(() => expect(texts().sort()).toEqual(['a', 'late', 'later', 'new']));
    expect(running?.input.state().troubles).toBe(0);
  });

  it('ok/ between two runs: every generation in between is read', async () => {
    write('x.log', 'a');
    start();
    await expectLines('a');
    await stop();
    write('x.log', 'b');
    renameSync(at('x.log'), at('x.log.2'));
    write('x.log.1', 'c');
    write('x.log', 'd');
    start();
    await vi.waitFor(() => expect(texts().sort()).toEqual(['a', 'b', 'c', 'd']));
    expect(running?.input.state().troubles).toBe(0);
  });

  it('ok/ what was rotated away before the first start is not asked for, nor compressed files', async () => {
    write('x.log.1', 'ancient');
    writeFileSync(at('x.log.2.gz'), gzipSync('packed\n'));
    write('x.log', 'a');
    start();
    await expectLines('a');
    renameSync(at('x.log.1'), at('x.log.3'));
    renameSync(at('x.log'), at('x.log.1'));
    writeFileSync(at('x.log.4.gz'), gzipSync('packed\n'));
    write('x.log', 'b');
    await expectLines('a', 'b');
  });

  it('ok/ by copy and truncation: the rest is read from the copy, the copy is not read twice', async () => {
    write('x.log', 'a', 'b');
    start();
    await expectLines('a', 'b');
    copyFileSync(at('x.log'), at('x.log.1'));
    truncateSync(at('x.log'));
    write('x.log', 'c');
    await expectLines('a', 'b', 'c');
    await stop();
    write('x.log', 'd');
    copyFileSync(at('x.log'), at('x.log.2'));
    truncateSync(at('x.log'));
    write('x.log', 'e', 'f and more, so that the file is longer than it was when it was left');
    start();
    await vi.waitFor(() =>
      expect(texts().slice(3).sort()).toEqual(['d', 'e', expect.stringMatching(/^f and/)]),
    );
    expect(running?.input.state().troubles).toBe(0);
  });

  it('ok/ cut off without a copy: begins anew and says that lines may be missing', async () => {
    write('x.log', 'a long first line', 'b');
    start();
    await expectLines('a long first line', 'b');
    writeFileSync(at('x.log'), 'c\n');
    await expectLines('a long first line', 'b', 'c');
    expect(running?.input.state().last).toMatchObject({ kind: 'truncated', offset: 20 });
  });

  it('ok/ an inode that was given to another file is another file', async () => {
    write('x.log', 'a', 'b');
    start();
    await expectLines('a', 'b');
    await stop();
    const { ino } = statSync(at('x.log'));
    // The same inode with other content: as after removal and a new file that got its number.
    writeFileSync(at('x.log'), 'quite another file that is longer than before\n');
    expect(statSync(at('x.log')).ino).toBe(ino);
    start();
    await expectLines('a', 'b', 'quite another file that is longer than before');
    expect(running?.input.state().last).toMatchObject({ kind: 'removed' });
  });

  it('ok/ a removed file is read to its end while it is open, and forgotten', async () => {
    write('x.log', 'a');
    start();
    await expectLines('a');
    linkSync(at('x.log'), at('elsewhere'));
    unlinkSync(at('x.log'));
    appendFileSync(at('elsewhere'), 'b\nc');
    unlinkSync(at('elsewhere'));
    await vi.waitFor(() => expect(texts()).toEqual(['a', 'b', 'c']), { timeout: 3000 });
    await vi.waitFor(() => expect([...places.keys()]).toEqual(['begun']), { timeout: 3000 });
  });

  it('ok/ a storm of rotations, with restarts in it', async () => {
    const all: string[] = [];
    for (let round = 0; round < 30; round++) {
      if (round % 4 === 0) start();
      // What is beside the file before the very first look is not asked for.
      if (round === 0) await vi.waitFor(() => expect(places.has('begun')).toBe(true));
      for (let i = 0; i < 20; i++) all.push(`${round}-${i}`);
      write('x.log', ...all.slice(-20));
      if (round % 3 === 2) {
        copyFileSync(at('x.log'), at(`x.log.${round}`));
        truncateSync(at('x.log'));
      } else renameSync(at('x.log'), at(`x.log.${round}`));
      if (round % 5 === 0) await new Promise((resolve) => setTimeout(resolve, 15));
      if (round % 4 === 3) await stop();
    }
    if (!running) start();
    await vi.waitFor(() => expect(got).toHaveLength(all.length), { timeout: 10_000 });
    expect(texts().sort()).toEqual(all.sort());
  });
});

describe('records of several lines', () => {
  const assemble = parsers.get('auditd')!.assemble!;
  const line = (type: string, serial: number, more = '') =>
    `type=${type} msg=audit(1763800000.123:${serial}): ${more}`;

  it('ok/ a restart in the middle neither splits nor repeats a record', async () => {
    write('x.log', line('SYSCALL', 1), line('SYSCALL', 2), line('PATH', 1), line('EOE', 1), line('PATH', 2));
    start({ assemble, timing: { ...timing, flushMs: 60_000 } });
    const first = [line('SYSCALL', 1), line('PATH', 1), line('EOE', 1)].join('\n');
    await expectLines(first);
    await stop();
    write('x.log', line('EOE', 2));
    start({ assemble, timing: { ...timing, flushMs: 60_000 } });
    await expectLines(first, [line('SYSCALL', 2), line('PATH', 2), line('EOE', 2)].join('\n'));
  });

  it('ok/ a record that is not ended by another line comes after a while', async () => {
    write('x.log', line('SYSCALL', 1), line('CWD', 1));
    start({ assemble });
    await expectLines(`${line('SYSCALL', 1)}\n${line('CWD', 1)}`);
  });
});
