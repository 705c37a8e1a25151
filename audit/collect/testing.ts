import { closeSync, existsSync, fdatasyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { NewRecord, StoredRecord } from '../core/record.ts';
import type { EvidenceLog } from '../ports.ts';

export type FileLog = EvidenceLog & {
  /** Makes the next appends fail until it is set to undefined. */
  failure: Error | undefined;
  /** Milliseconds that each append takes beyond its own time. */
  slowness: number;
  /** Called before each append is written. */
  onAppend: ((records: readonly NewRecord[]) => void) | undefined;
  readonly records: readonly StoredRecord[];
  close(): void;
};

type Line = {
  source: string;
  raw: string;
  eventTime: number | null;
  receivedAt: number;
  origin?: NewRecord['origin'];
};

/** A small real log in one file of JSON lines, synced before it answers; opened again it goes on. */
export function openFileLog(path: string): FileLog {
  const records: StoredRecord[] = [];
  const sequences = new Map<string, number>();
  const positions = new Map<string, number>();
  const waiting = new Set<() => void>();
  function keep({ raw, ...line }: Omit<Line, 'raw'> & { raw: Buffer }): void {
    const sequence = sequences.get(line.source) ?? 0;
    sequences.set(line.source, sequence + 1);
    if (line.origin) positions.set(line.origin.stream, line.origin.position);
    records.push({ ...line, raw, index: records.length, sequence });
  }
  if (existsSync(path)) {
    const text = readFileSync(path, 'utf8');
    for (const line of text.slice(0, text.lastIndexOf('\n') + 1).split('\n')) {
      if (line === '') continue;
      const { raw, ...rest } = JSON.parse(line) as Line;
      keep({ ...rest, raw: Buffer.from(raw, 'base64') });
    }
  }
  const fd = openSync(path, 'a');
  let last: Promise<unknown> = Promise.resolve();

  async function write(list: readonly NewRecord[]) {
    if (log.slowness > 0) await new Promise((resolve) => setTimeout(resolve, log.slowness));
    if (log.failure) throw log.failure;
    log.onAppend?.(list);
    const fresh: NewRecord[] = [];
    const seen = new Map(positions);
    for (const record of list) {
      if (record.origin) {
        if (record.origin.position <= (seen.get(record.origin.stream) ?? -1)) continue;
        seen.set(record.origin.stream, record.origin.position);
      }
      fresh.push(record);
    }
    if (fresh.length > 0) {
      const lines = fresh.map((record) => JSON.stringify({ ...record, raw: record.raw.toString('base64') }));
      writeSync(fd, `${lines.join('\n')}\n`);
      fdatasyncSync(fd);
      for (const record of fresh) keep({ ...record, raw: Buffer.from(record.raw) });
    }
    for (const wake of [...waiting]) wake();
    return { stored: fresh.length, known: list.length - fresh.length };
  }

  const log: FileLog = {
    failure: undefined,
    slowness: 0,
    onAppend: undefined,
    records,
    append(list) {
      const turn = last.then(() => write(list));
      last = turn.catch(() => {});
      return turn;
    },
    size: () => records.length,
    firstKept: () => 0,
    read: async (from, limit) => records.slice(from, from + limit),
    longerThan: (size, signal) =>
      new Promise((resolve) => {
        const wake = () => {
          if (records.length <= size && !signal.aborted) return;
          waiting.delete(wake);
          resolve();
        };
        waiting.add(wake);
        signal.addEventListener('abort', wake, { once: true });
        wake();
      }),
    close: () => closeSync(fd),
  };
  return log;
}

/** A log that writes nothing. */
export const silentLog = { debug() {}, info() {}, warn() {}, error() {} };
