import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll } from 'vitest';
import { generateNoteKey, noteSigner } from '../core/notes/keys.ts';
import type { NewRecord, StoredRecord } from '../core/record.ts';
import { type DurableEvidenceLog, type EvidenceDeps, openEvidenceLog } from './log.ts';

const made: string[] = [];
const logs: DurableEvidenceLog[] = [];

/** A folder that is gone after the tests of this file. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'anmin-evidence-'));
  made.push(folder);
  return folder;
}

export const signer = noteSigner('log', 'minzheng.example/audit', generateNoteKey());
export const witness = noteSigner('witness', 'minzheng.example/witness', generateNoteKey());
export const now = Date.parse('2026-11-22T08:00:00.000Z');
export const day = 86_400_000;

/** Opens a log of a test's own; closed after the tests at the latest. */
export async function openTestLog(
  directory: string,
  more: Partial<EvidenceDeps> = {},
): Promise<DurableEvidenceLog> {
  const clock = { now: () => new Date(now) };
  const log = await openEvidenceLog({
    directory,
    signers: [signer],
    clock,
    witnesses: () => [witness],
    ...more,
  });
  logs.push(log);
  return log;
}

export type SteeredLog = DurableEvidenceLog & {
  /** Makes the next appends fail until it is set to undefined. */
  failure: Error | undefined;
  /** Milliseconds that each append takes beyond its own time. */
  slowness: number;
  /** Called before each append is written. */
  onAppend: ((records: readonly NewRecord[]) => void) | undefined;
  /** Everything in it, read back. */
  all(): Promise<readonly StoredRecord[]>;
};

/** A real log whose appends fail, take longer or are watched as the test says. */
export async function openSteeredLog(directory: string): Promise<SteeredLog> {
  const log = await openTestLog(directory);
  const steered: SteeredLog = {
    ...log,
    failure: undefined,
    slowness: 0,
    onAppend: undefined,
    async append(records) {
      if (steered.slowness > 0) await wait(steered.slowness);
      if (steered.failure) throw steered.failure;
      steered.onAppend?.(records);
      return log.append(records);
    },
    async all() {
      const records: StoredRecord[] = [];
      while (records.length < log.size()) records.push(...(await log.read(records.length, 5000)));
      return records;
    },
  };
  return steered;
}

/** `count` records of a source, told apart by their text. */
export function recordsOf(source: string, count: number, more: Partial<NewRecord> = {}): NewRecord[] {
  return Array.from({ length: count }, (_, i) => ({
    source,
    raw: Buffer.from(`<86>Nov 22 16:00:00 ${source} sshd[${i}]: 用户 张三 登录 session ${i}`),
    eventTime: i % 3 === 0 ? null : now - i,
    receivedAt: now + i,
    ...more,
  }));
}

export function copyOf(directory: string): string {
  const copy = newFolder();
  cpSync(directory, copy, { recursive: true });
  return copy;
}

afterAll(async () => {
  for (const log of logs) await log.close().catch(() => undefined);
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});
