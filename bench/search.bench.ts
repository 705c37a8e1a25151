import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { timeless } from '../audit/core/query/dates.ts';
import { parseQuery } from '../audit/core/query/parse.ts';
import { openEmbeddedStore } from '../audit/stores/embedded/store.ts';
import { writeDocuments } from '../audit/stores/testing.ts';
import { figuresOf, load, printMachine, printTable, printTarget, spread, timed, whole } from './harness.ts';
import { eventStream } from './search/documents.ts';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '500000' },
    rounds: { type: 'string', default: '7' },
    /** Keeps the store here; what is in it already is measured as it is. */
    folder: { type: 'string' },
  },
});
const total = Number(values.events);
const rounds = Number(values.rounds);
const begin = Date.parse('2026-11-20T00:00:00Z');
// Spread over two days, so that every question has to go to two pairs of files.
const perSecond = total / (2 * 86_400);
const end = begin + 2 * 86_400_000;
const { signal } = new AbortController();

const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'anmin-search-bench-'));
mkdirSync(folder, { recursive: true });
printMachine(`Search in ${whole(total)} events`);
const store = openEmbeddedStore({ folder, limitMs: 120_000 });
try {
  await fill();
  await measure();
} finally {
  await store.close();
  console.log(`\n${whole(diskBytes() / 2 ** 20)} MiB on disk`);
  if (values.folder === undefined) rmSync(folder, { recursive: true, force: true });
}

async function fill(): Promise<void> {
  const there = await store.reader.count(parseQuery('', timeless), {}, signal);
  if (there > 0) {
    await store.settled();
    console.log(`\n${whole(there)} events are here already`);
    return;
  }
  const next = eventStream(begin, perSecond);
  let making = 0;
  let written = 0;
  let worstLag = 0;
  let marked = performance.now();
  const begun = performance.now();
  const cpu = process.cpuUsage();
  while (written < total) {
    const start = performance.now();
    const documents = next(Math.min(4000, total - written));
    making += performance.now() - start;
    await writeDocuments(store.writer, documents, signal);
    written += documents.length;
    worstLag = Math.max(worstLag, store.lag());
    if (performance.now() - marked > 30_000) {
      marked = performance.now();
      console.log(`  ${whole(written)} written, ${whole(store.lag())} of them not searchable yet, ${load()}`);
    }
  }
  const wroteMs = performance.now() - begun;
  await store.settled();
  const doneMs = performance.now() - begun;
  const used = process.cpuUsage(cpu);
  const cpuMicros = (used.user + used.system - making * 1000) / total;
  const searchable = total / ((doneMs - making) / 1000);
  printTable(
    ['filling', 'figure'],
    [
      ['written and searchable, a second', searchable],
      ['written alone, a second', total / ((wroteMs - making) / 1000)],
      ['processor time an event, µs (all threads)', cpuMicros.toFixed(1)],
      ['most events not searchable at a time', worstLag],
    ],
  );
  printTarget('searchable at 25,000 a second', searchable >= 25_000);
}

function diskBytes(): number {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

async function measure(): Promise<void> {
  const tops: [string, string][] = [
    ['two-character word, 1 in 150', '低保'],
    ['two-character word, frequent', '查询'],
    ['one character', '殡'],
    ['phrase', '"低保金发放"'],
    ['two words', '低保 update'],
    ['field', 'user.name:user77'],
    ['field and word', 'user.name:user77 低保'],
    ['text field', 'db.statement:低保'],
    ['wildcard', 'user.name:user77*'],
    ['range of numbers', 'db.rows >= 20000'],
    ['range and field', 'db.rows > 12345 and db.tables:public.t_grant'],
    ['network', 'source.ip:10.2.16.0/20'],
    ['not', '低保 and not event.outcome:success'],
    ['nothing found', '低保 and anmin.class:network'],
    ['range of time', '@timestamp:[2026-11-20T10 TO 2026-11-20T11] 低保'],
  ];
  const rows: (string | number)[][] = [];
  let slowestTop = 0;
  for (const [name, text] of tops) {
    const query = parseQuery(text, timeless);
    const page = await rounded(() => store.reader.search(query, { limit: 50 }, signal));
    const counted = await rounded(() => store.reader.count(query, {}, signal));
    const found = await store.reader.count(query, {}, signal);
    rows.push([name, text, found, spread(page, ms), spread(counted, ms)]);
    slowestTop = Math.max(slowestTop, page.median);
  }
  printTable(['question', 'query', 'events', 'top 50, ms', 'count, ms'], rows);

  const charts: (string | number)[][] = [];
  let slowestChart = 0;
  for (const text of ['', '低保', '查询', 'event.outcome:failure', 'db.rows >= 20000', 'user.name:user77']) {
    const query = parseQuery(text, timeless);
    const chart = await rounded(() =>
      store.reader.histogram(query, { from: begin, to: end, buckets: 60 }, signal),
    );
    const facet = await rounded(() => store.reader.facets(query, { field: 'db.tables', size: 10 }, signal));
    charts.push([text === '' ? '(all)' : text, spread(chart, ms), spread(facet, ms)]);
    slowestChart = Math.max(slowestChart, chart.median);
  }
  printTable(['query', 'histogram of 60, ms', 'facets, ms'], charts);
  printTarget(`top 50 below 200 ms: ${ms(slowestTop)} ms at worst`, slowestTop < 200);
  printTarget(`histogram below 1 s: ${ms(slowestChart)} ms at worst`, slowestChart < 1000);
}

async function rounded(task: () => Promise<unknown>) {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) times.push(await timed(task));
  return figuresOf(times);
}

function ms(value: number): string {
  return value < 10 ? value.toFixed(1) : whole(value);
}
