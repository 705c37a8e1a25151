/** OCSP over HTTP from warm answers: the running product, and `openssl ocsp` with the same certificates. */

import { join } from 'node:path';
import { freePort } from '../test/free-ports.ts';
import { openssl } from '../test/peers/openssl.ts';
import { cpuSeconds, startChild } from './children.ts';
import {
  figuresOf,
  load,
  printAbsent,
  printMachine,
  printTable,
  printTarget,
  spread,
  temporaryFolder,
  whole,
} from './harness.ts';
import { closedLoop } from './ocsp/closed-loop.ts';
import { type Latencies, openLoop } from './ocsp/open-loop.ts';
import { opensslResponder } from './ocsp/openssl.ts';
import { startResponder } from './ocsp/product.ts';

const rounds = Number(process.argv[2] ?? 5);
const seconds = 3;
const connections = 64;
const target = 10_000;

printMachine('ocsp: warm answers over HTTP');
const folder = temporaryFolder();
const { responder, bureau } = await startResponder(folder, 1000);
const responders = [responder];
if (openssl.found) responders.push(await opensslResponder(folder, bureau));
else printAbsent('openssl', 'apt-get install openssl');

const rows = [];
let ours = 0;
for (const each of responders) {
  // Every answer is asked for once, which also makes them warm.
  const asked = await closedLoop(folder, each.port, bureau.questions, {
    connections,
    seconds: 1,
    oneQuestion: each.oneQuestion,
  });
  for (const question of bureau.questions) await each.check(question);
  const rates: number[] = [];
  const costs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = cpuSeconds(each.child);
    const run = await closedLoop(folder, each.port, bureau.questions, {
      connections,
      seconds,
      oneQuestion: each.oneQuestion,
    });
    costs.push(((cpuSeconds(each.child) - before) / run.answers) * 1e6);
    rates.push(run.answers / run.seconds);
  }
  const figures = figuresOf(rates);
  if (each === responder) ours = figures.median;
  rows.push([each.name, spread(figures), spread(figuresOf(costs)), asked.client]);
}
printTable([`answers/s, ${connections} connections`, 'median (min–max)', 'CPU µs an answer', 'client'], rows);
console.log(`after ${rounds} rounds of ${seconds} s, ${load()}`);

// What the machine and the client alone make of the same rate: a server that does nothing at all, in turns.
const idlePort = await freePort();
const idle = await startChild(
  process.execPath,
  [...[join(import.meta.dirname, 'ocsp/control.ts'), String(idlePort), '800']],
  { port: idlePort },
);
const half = target / 2;
const latencies: Latencies[] = [];
const controls: Latencies[] = [];
const paced = { connections, rate: half, seconds };
for (let round = 0; round < rounds; round++) {
  latencies.push(await openLoop(responder.port, bureau.questions, paced));
  controls.push(await openLoop(idlePort, bureau.questions, paced));
}
await idle.stop();
const ms = (value: number) => value.toFixed(2);
const of = (runs: readonly Latencies[], key: keyof Latencies) => figuresOf(runs.map((each) => each[key]));
printTable(
  [`ms at ${whole(half)}/s, open loop`, 'anmin', 'a server that does nothing'],
  [
    ...(['p50', 'p90', 'p99', 'p999', 'max'] as const).map((key) => [
      key,
      spread(of(latencies, key), ms),
      spread(of(controls, key), ms),
    ]),
    ['answers/s reached', spread(of(latencies, 'rate')), spread(of(controls, 'rate'))],
  ],
);
console.log(
  `each question was due at its own moment, and its time counts from there, sent or not yet; ${load()}\n`,
);
if (rows.length > 1)
  console.log(
    `anmin to openssl ocsp: ${(ours / Number(String(rows[1]![1]).split(' ')[0]!.replaceAll(',', ''))).toFixed(1)}`,
  );
printTarget(`at least ${whole(target)}/s: ${whole(ours)}/s`, ours >= target);
const { median } = of(latencies, 'p99');
printTarget(`p99 below 10 ms at ${whole(half)}/s: ${ms(median)} ms`, median < 10);
for (const { child } of responders) await child.stop();
