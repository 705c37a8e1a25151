/** Durable appends to the evidence log, in one process, next to a bare writer that flushes the same bytes. */

import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { generateNoteKey, noteSigner } from '../audit/core/notes/keys.ts';
import type { NewRecord } from '../audit/core/record.ts';
import { openEvidenceLog } from '../audit/evidence/log.ts';
import { verifyLog } from '../audit/evidence/verify.ts';
import {
  figuresOf,
  load,
  printMachine,
  printTable,
  printTarget,
  spread,
  temporaryFolder,
  timed,
} from './harness.ts';

const rounds = Number(process.argv[2] ?? 3);
const seconds = Number(process.argv[3] ?? 5);
const batch = 200;
const callers = 64;
const target = 60_000;

printMachine('evidence: durable appends of 350-byte records');
const folder = temporaryFolder();
const clock = { now: () => new Date() };

/** Lines of an audited database, no two alike. */
function recordsFrom(from: number): NewRecord[] {
  return Array.from({ length: batch }, (_, i) => {
    const n = from + i;
    const head = `2026-11-22 08:00:00.${n % 1000} CST,"app_${n % 37}","civil",${n},"10.0.${n % 256}.7:51234",AUDIT: SESSION,${n},1,READ,SELECT,TABLE,public.marriage_${n % 11},"select name, id_no from marriage_${n % 11} where id_no = '3201${n * 7919}' -- 婚姻登记查询`;
    return {
      source: `pg-${n % 3}`,
      raw: Buffer.from(head.padEnd(340, String(n * 31))),
      eventTime: Date.now(),
      receivedAt: Date.now(),
    };
  });
}
const made = Array.from({ length: 200 }, (_, i) => recordsFrom(i * batch));
const bytes = made[0]!.reduce((sum, { raw }) => sum + raw.length, 0) / batch;

const rates: number[] = [];
const costs: number[] = [];
const bare: number[] = [];
let verifyRate = 0;
for (let round = 0; round < rounds; round++) {
  const directory = join(folder, `log-${round}`);
  const signer = noteSigner('log', 'bench.example/audit', generateNoteKey());
  const log = await openEvidenceLog({ directory, signers: [signer], clock });
  const begun = performance.now();
  const end = begun + seconds * 1000;
  const usage = performance.eventLoopUtilization();
  let next = 0;
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (performance.now() < end) await log.append(made[next++ % made.length]!);
    }),
  );
  const elapsed = performance.now() - begun;
  const busy = performance.eventLoopUtilization(usage).active;
  rates.push(log.size() / (elapsed / 1000));
  costs.push((busy / log.size()) * 1000);
  const size = log.size();
  await log.close();
  if (round === 0) {
    const key = { directory, key: signer, witnesses: [], remembered: [] };
    const ms = await timed(async () => {
      const report = await verifyLog(key);
      if (!report.ok) throw new Error(JSON.stringify(report.findings.slice(0, 3)));
    });
    verifyRate = size / (ms / 1000);
    const opened = await timed(async () => {
      await (await openEvidenceLog({ directory, signers: [signer], clock })).close();
    });
    console.log(`opening ${size} records again, and closing: ${opened.toFixed(0)} ms`);
  }
  bare.push(bareWriter(join(folder, `bare-${round}`)));
}

/** The same lines as one file, flushed after as many as the log commits at a time. @returns records a second */
function bareWriter(path: string): number {
  const fd = openSync(path, 'w');
  const begun = performance.now();
  let count = 0;
  for (let next = 0; performance.now() < begun + seconds * 1000; ) {
    for (let i = 0; i < callers; i++) {
      for (const { raw } of made[next++ % made.length]!) writeSync(fd, raw);
      count += batch;
    }
    fdatasyncSync(fd);
  }
  const rate = count / ((performance.now() - begun) / 1000);
  closeSync(fd);
  return rate;
}

printTable(
  [`records/s of ${Math.round(bytes)} bytes, ${callers} callers with ${batch} each`, 'median (min–max)'],
  [
    ['evidence log', spread(figuresOf(rates))],
    ['bare file, no hash, flushed as often', spread(figuresOf(bare))],
    ['main thread, µs a record', spread(figuresOf(costs), (value) => value.toFixed(2))],
    ['verify, one thread', verifyRate],
  ],
);
console.log(`${rounds} rounds of ${seconds} s, ${load()}\n`);
const { median } = figuresOf(rates);
printTarget(`at least ${target} records/s: ${Math.round(median)}/s`, median >= target);
printTarget(
  `main thread below 12 µs a record: ${figuresOf(costs).median.toFixed(2)} µs`,
  figuresOf(costs).median < 12,
);
