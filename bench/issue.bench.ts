/** P-256 leaf certificates from PKCS#10: the service with durable rows, and peers doing the same. */
import { X509Certificate } from 'node:crypto';
import { cpuSeconds } from './children.ts';
import {
  figuresOf,
  load,
  printAbsent,
  printMachine,
  printTable,
  printTarget,
  rateOf,
  spread,
  temporaryFolder,
  whole,
} from './harness.ts';
import { cfssl, cfsslPeer } from './issue/cfssl.ts';
import type { Contender } from './issue/contender.ts';
import { type Csr, csrOf, hostOf } from './issue/orders.ts';
import { peculiarX509 } from './issue/peculiar.ts';
import { makePeerAuthority } from './issue/peer-authority.ts';
import { product } from './issue/product.ts';
import { productOverHttp } from './issue/product-over-http.ts';
import { stepCa, stepCaPeer } from './issue/step-ca.ts';

const rounds = Number(process.argv[2] ?? 5);
const widths = [1, 16, 64, 256];
const runMs = 2000;
const warmUpMs = 300;
const target = 2000;

printMachine('issue: P-256 leaf certificates from PKCS#10');
if (!cfsslPeer.found) printAbsent('cfssl', 'go install github.com/cloudflare/cfssl/cmd/cfssl@v1.6.5');
if (!stepCaPeer.found)
  printAbsent('step-ca', 'go install github.com/smallstep/certificates/cmd/step-ca@v0.30.2');

/** A contender, where it is in the pile of requests, how fast it was last, and its figures by width. */
type Entry = {
  readonly contender: Contender;
  next: number;
  fastest: number;
  readonly rates: Map<number, number[]>;
  /** CPU microseconds a certificate, all threads. */
  readonly costs: number[];
};

async function enter(contender: Contender): Promise<Entry> {
  const csr = csrOf(0);
  contender.prepare?.([csr]);
  const issued = await contender.issue(csr);
  const certificate = new X509Certificate(issued);
  if (!certificate.checkHost(hostOf(0)))
    throw new Error(`${contender.name} made a certificate for another host`);
  return { contender, next: 1, fastest: 2000, costs: [], rates: new Map(widths.map((width) => [width, []])) };
}

function cpuOf({ child }: Contender): number {
  if (child) return cpuSeconds(child);
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** One run. Requests, what a contender prepares and its connections are made before the clock starts. */
async function run(entry: Entry, width: number): Promise<number> {
  const wanted = Math.ceil((entry.fastest * 2 * (warmUpMs + runMs)) / 1000) + 2 * width;
  const csrs: Csr[] = Array.from({ length: wanted }, (_, i) => csrOf(entry.next + i));
  entry.contender.prepare?.(csrs);
  let used = 0;
  const one = async () => {
    const csr = csrs[used++];
    if (!csr) throw new Error(`${entry.contender.name} is faster than expected: no requests are left`);
    await entry.contender.issue(csr);
  };
  await rateOf(warmUpMs, width, one);
  const [before, cpu] = [used, cpuOf(entry.contender)];
  const rate = await rateOf(runMs, width, one);
  entry.costs.push(((cpuOf(entry.contender) - cpu) / (used - before)) * 1e6);
  entry.next += used;
  entry.fastest = Math.max(entry.fastest, rate);
  return rate;
}

const authority = await makePeerAuthority(temporaryFolder());
const entries: Entry[] = [await enter(await product()), await enter(await productOverHttp())];
if (cfsslPeer.found) entries.push(await enter(await cfssl(authority)));
if (stepCaPeer.found) entries.push(await enter(await stepCa(authority)));
entries.push(await enter(await peculiarX509(authority)));

for (const entry of entries) await run(entry, 64);
for (let round = 0; round < rounds; round++) {
  // One after the other at the same width, so that what disturbs the machine disturbs all of them.
  for (const width of widths) {
    for (const entry of entries) entry.rates.get(width)!.push(await run(entry, width));
  }
}

const rows = entries.map(({ contender, rates, costs }) => [
  contender.name,
  ...widths.map((width) => spread(figuresOf(rates.get(width)!))),
  spread(figuresOf(costs)),
]);
printTable(['certificates/s, at once:', ...widths.map(String), 'CPU µs each'], rows);
console.log('');
for (const { contender, next } of entries) {
  const recorded = await contender.recorded?.();
  if (recorded !== undefined && recorded !== next)
    throw new Error(`${contender.name} answered ${next} and recorded ${recorded}`);
  const proof = recorded === undefined ? '' : `; all ${whole(recorded)} answered are in the database`;
  console.log(`${contender.name}: ${contender.note}${proof}`);
}
console.log(`after ${rounds} rounds of ${runMs / 1000} s each, ${load()}\n`);

const best = ({ rates }: Entry) => Math.max(...widths.map((width) => figuresOf(rates.get(width)!).median));
const [ours, oursOverHttp, ...peers] = entries as [Entry, Entry, ...Entry[]];
for (const peer of peers) {
  const like = peer.contender.note.startsWith('HTTP') ? oursOverHttp : ours;
  const ratio = (best(like) / best(peer)).toFixed(2);
  console.log(`${like.contender.name} to ${peer.contender.name}, each at its best: ${ratio}`);
}
printTarget(`at least ${whole(target)}/s: ${whole(best(ours))}/s`, best(ours) >= target);
for (const { contender } of entries) await contender.close();
