import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { formatPrivateKey, generateNoteKey, noteSigner } from '../core/notes/keys.ts';
import { newFolder, openTestLog } from './testing.ts';
import { verifyLog } from './verify.ts';

const node = join(import.meta.dirname, '../../node_modules/.bin/node');
const child = join(import.meta.dirname, 'appender.child.ts');

/** Kills a program that appends, so many times in a row, and compares what is there with what was acknowledged. */
export async function killRounds(kills: number): Promise<void> {
  const directory = newFolder();
  const keyFile = join(newFolder(), 'key');
  const key = generateNoteKey();
  const signer = noteSigner('log', 'kill.example/audit', key);
  writeFileSync(keyFile, formatPrivateKey('log', signer.name, key), { mode: 0o600 });
  /** Acknowledged records of each sender in each run. */
  const acknowledged = new Map<string, number>();
  for (let run = 0; run < kills; run++) {
    const process = spawn(node, [child, directory, keyFile, String(run)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    let opened = false;
    process.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (opened || !output.includes('open')) return;
      opened = true;
      // Some die in the first commit, some in the middle of many, some at a checkpoint.
      setTimeout(() => process.kill('SIGKILL'), (run * 7) % 90);
    });
    const [code, signal] = await once(process, 'close');
    expect([code, signal]).toEqual([null, 'SIGKILL']);
    if (run % 5 === 0) {
      const left = await verifyLog({ directory, key: signer, witnesses: [], remembered: [] });
      expect(left.findings.filter(({ code }) => code !== 'checkpoint')).toEqual([]);
    }
    for (const line of output.split('\n').slice(0, -1)) {
      const [name, of, count] = line.split(' ');
      if (count !== undefined) acknowledged.set(`${name} ${of}`, Number(count));
    }
  }
  const log = await openTestLog(directory, { signers: [signer], witnesses: () => [] });
  const stored = new Map<string, number>();
  let next = 0;
  while (next < log.size()) {
    const records = await log.read(next, 5000);
    for (const { index, raw, origin } of records) {
      expect(index).toBe(next++);
      const [name, of, position] = raw.toString().split(' ');
      const stream = `${name} ${of}`;
      // Each position of each stream once and in order.
      expect(Number(position)).toBe(stored.get(stream) ?? 0);
      expect(origin?.position).toBe(Number(position));
      stored.set(stream, Number(position) + 1);
    }
  }
  for (const [stream, count] of acknowledged)
    expect(stored.get(stream), stream).toBeGreaterThanOrEqual(count);
  expect(acknowledged.size).toBeGreaterThan(kills);
  await log.close();
  const report = await verifyLog({ directory, key: signer, witnesses: [], remembered: [] });
  expect(report.findings).toEqual([]);
}
