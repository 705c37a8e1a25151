/**
 * Syslog over TCP into the whole product, which runs as a process of its own: durable in the evidence log, searched
 * by words and given to detection; next to rsyslog, which writes the same lines to a file without flushing it.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { timeless } from '../audit/core/query/dates.ts';
import { parseQuery } from '../audit/core/query/parse.ts';
import { openEmbeddedStore } from '../audit/stores/embedded/store.ts';
import { freePort } from '../test/free-ports.ts';
import { end, type OfficeProcess, officeProcess } from '../test/office-process.ts';
import { rsyslog } from '../test/peers/rsyslog.ts';
import { cpuSeconds, startChild } from './children.ts';
import {
  load,
  printAbsent,
  printMachine,
  printTable,
  printTarget,
  quantile,
  temporaryFolder,
  whole,
} from './harness.ts';
import { markWord } from './ingest/lines.ts';
import { threadSeconds } from './ingest/threads.ts';

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '22000' },
    seconds: { type: 'string', default: '15' },
    connections: { type: 'string', default: '4' },
  },
});
const rate = Number(values.rate);
const seconds = Number(values.seconds);
const connections = Number(values.connections);
const target = 20_000;
const mostLagMs = 2_000;

printMachine(`ingest: ${whole(rate)} lines/s asked for ${seconds} s over ${connections} connections`);

type Sent = {
  readonly lines: number;
  readonly marks: number;
  readonly seconds: number;
  readonly cpu: number;
};

/** Runs the generator. @param onMark told of each marker line and when it was sent */
async function generate(port: number, onMark?: (mark: number, at: number) => void): Promise<Sent> {
  const settings = JSON.stringify({ port, rate, seconds, connections, marks: onMark !== undefined });
  const script = join(import.meta.dirname, 'ingest/generator.ts');
  const child = spawn(process.execPath, [script, settings], { stdio: ['ignore', 'pipe', 'inherit'] });
  let sent: Sent | undefined;
  let cpu = 0;
  createInterface(child.stdout).on('line', (line) => {
    const [word, one, two, three] = line.split(' ');
    if (word === 'mark') onMark?.(Number(one), Number(two));
    else sent = { lines: Number(one), marks: Number(two), seconds: Number(three), cpu: 0 };
    cpu = cpuSeconds({ process: child, stop: async () => {} });
  });
  await once(child, 'close');
  if (sent === undefined) throw new Error('the generator ended early');
  return { ...sent, cpu };
}

/** Waits until a word is found, asking as an auditor does. @returns when, ms since 1970 */
async function foundAt(product: OfficeProcess, cookie: string, word: string): Promise<number> {
  const range = { from: '2000-01-01T00:00:00.000Z', to: '2100-01-01T00:00:00.000Z' };
  for (let tries = 0; tries < 600; tries++) {
    const { status, body } = await product.ask('POST', '/api/audit/events/search', {
      headers: { cookie },
      body: { query: `"${word}"`, ...range, limit: 1 },
    });
    if (status === 200 && body.items.length > 0) return Date.now();
    if (status !== 200 && status !== 429) throw new Error(JSON.stringify(body));
    await delay(150);
  }
  throw new Error(`${word} was never found`);
}

const product = await officeProcess({ syslog: { bench: '127.0.0.1' } });
try {
  const server = await product.startServer();
  process.once('exit', () => server.child.kill('SIGKILL'));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  const cookie = await product.signIn('audit');
  await delay(1000);
  const before = threadSeconds(server.child.pid!);
  const lags: { readonly mark: number; readonly ms: number }[] = [];
  const marks: { readonly mark: number; readonly at: number }[] = [];
  let generating = true;
  const watching = (async () => {
    // The newest marker only: each is looked for until it is found, so that lag shows as it grows.
    while (generating || marks.length > 0) {
      const next = marks.pop();
      marks.length = 0;
      if (next === undefined) await delay(50);
      else
        lags.push({ mark: next.mark, ms: (await foundAt(product, cookie, markWord(next.mark))) - next.at });
    }
  })();
  const sent = await generate(product.tcpPort, (mark, at) => marks.push({ mark, at }));
  generating = false;
  const loaded = load();
  await watching;
  const total = sent.lines + sent.marks;
  await drained(product, cookie, total);
  // All of it is found by now: what a record costs includes its way into the index.
  const after = threadSeconds(server.child.pid!);
  await end(server);

  const perSecond = sent.lines / sent.seconds;
  const worst = Math.max(...lags.map(({ ms }) => ms));
  const sorted = lags.map(({ ms }) => ms).sort((a, b) => a - b);
  printTable(
    ['search lag, ms, by the second of the run', 'lag'],
    lags
      .filter((_, at) => at % Math.ceil(lags.length / 12) === 0)
      .map(({ mark, ms }) => [(mark / 2).toFixed(0), ms]),
  );
  const costs = [...after]
    .map(([id, { name, seconds }]) => ({ id, name, used: seconds - (before.get(id)?.seconds ?? 0) }))
    .filter(({ used }) => used > 0.1);
  printTable(
    ['thread', 'CPU s', 'µs a record'],
    costs.map(({ id, name, used }) => [
      id === server.child.pid ? 'main' : `${name} ${id - server.child.pid!}`,
      used.toFixed(1),
      ((used / sent.lines) * 1e6).toFixed(1),
    ]),
  );
  const used = costs.reduce((sum, each) => sum + each.used, 0);
  const sizes = ['evidence', 'index'].map((name) => sizeOf(join(product.dataDir, 'audit', name)));
  const peer = await besideRsyslog();
  printTable(
    [`${whole(sent.lines)} lines`, 'lines/s', 'CPU µs a line', 'bytes a line'],
    [
      [
        'this product',
        perSecond,
        ((used / sent.lines) * 1e6).toFixed(1),
        ((sizes[0]! + sizes[1]!) / total).toFixed(0),
      ],
      ['  of it evidence', '', '', (sizes[0]! / total).toFixed(0)],
      ['  of it index', '', '', (sizes[1]! / total).toFixed(0)],
      ...(peer ? [['rsyslog to a file', peer.rate, peer.cpu.toFixed(1), peer.bytes.toFixed(0)]] : []),
      ['generator', '', ((sent.cpu / sent.lines) * 1e6).toFixed(1), ''],
    ],
  );
  if (peer) {
    console.log(
      `\nrate ${(perSecond / peer.rate).toFixed(2)} of rsyslog, CPU ${(used / sent.lines / (peer.cpu / 1e6)).toFixed(1)} times its`,
    );
  }
  console.log(
    `lag median ${quantile(sorted, 0.5)} ms, 95% ${quantile(sorted, 0.95)} ms, most ${worst} ms; ${loaded}\n`,
  );
  await compareCounts(total);
  printTarget(`at least ${whole(target)} lines/s: ${whole(perSecond)}/s`, perSecond >= target);
  printTarget(`search lag below ${mostLagMs} ms: at most ${worst} ms`, worst < mostLagMs);
} finally {
  product.remove();
}

/** Waits until all that was sent is evidence and taken by every follower. */
async function drained({ ask }: OfficeProcess, cookie: string, count: number): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    const { body: source } = await ask('GET', '/api/audit/sources/bench', { headers: { cookie } });
    const { body: state } = await ask('GET', '/api/audit/evidence', { headers: { cookie } });
    const lag = state.followers.reduce((sum: number, follower: { lag: number }) => sum + follower.lag, 0);
    if (source.counts.stored >= count && lag < 100) return;
    await delay(200);
  }
  throw new Error('what was sent did not all arrive');
}

/** Sent, evidence and store agree, nothing is there twice. */
async function compareCounts(total: number): Promise<void> {
  const index = join(product.dataDir, 'audit/index');
  const store = openEmbeddedStore({ folder: index });
  await store.settled();
  const signal = AbortSignal.timeout(60_000);
  const searchable = await store.reader.count(parseQuery('anmin.source:bench', timeless), {}, signal);
  await store.close();
  const indexes = new Set<number>();
  let rows = 0;
  for (const name of readdirSync(index).filter((each) => each.endsWith('.events.db'))) {
    const db = new DatabaseSync(join(index, name), { readOnly: true });
    for (const row of db.prepare('SELECT idx FROM event').iterate() as Iterable<{ idx: number }>) {
      indexes.add(row.idx);
      rows++;
    }
    db.close();
  }
  printTarget(`sent ${whole(total)} = searchable ${whole(searchable)}`, searchable === total);
  printTarget(
    `nothing twice in the store: ${whole(rows)} rows, ${whole(indexes.size)} places`,
    rows === indexes.size,
  );
}

function sizeOf(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.size;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}

/** The same generator into rsyslog that writes a file. */
async function besideRsyslog() {
  if (!rsyslog.found) {
    printAbsent('rsyslog', 'apt-get install rsyslog');
    return undefined;
  }
  const folder = temporaryFolder();
  const port = await freePort();
  const out = join(folder, 'out.log');
  const configuration = join(folder, 'rsyslog.conf');
  writeFileSync(
    configuration,
    `global(workDirectory="${folder}")
module(load="imtcp")
template(name="asSent" type="string" string="%rawmsg%\\n")
input(type="imtcp" port="${port}" address="127.0.0.1" ruleset="file")
ruleset(name="file") { action(type="omfile" file="${out}" template="asSent") }
`,
  );
  const pidFile = join(folder, 'rsyslog.pid');
  const child = await startChild(rsyslog.path, ['-n', '-f', configuration, '-i', pidFile], { port });
  const sent = await generate(port);
  const linesThere = () => {
    const bytes = readFileSync(out);
    let count = 0;
    for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count++;
    return { count, bytes: bytes.length };
  };
  for (let tries = 0; linesThere().count < sent.lines && tries < 100; tries++) await delay(200);
  const cpu = cpuSeconds(child);
  await child.stop();
  const { count, bytes } = linesThere();
  printTarget(`rsyslog wrote ${whole(count)} of ${whole(sent.lines)} lines`, count === sent.lines);
  return { rate: sent.lines / sent.seconds, cpu: (cpu / sent.lines) * 1e6, bytes: bytes / count };
}
