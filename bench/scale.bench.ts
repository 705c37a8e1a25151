/** 100,000 certificates in the database, 10,000 of them revoked: lists, search, counts and CRLs. */

import pg from 'pg';
import type { System } from '../app/compose.ts';
import { postgres, startPostgres } from '../test/peers/postgres.ts';
import {
  figuresOf,
  load,
  printAbsent,
  printMachine,
  printTable,
  printTarget,
  spread,
  timed,
  whole,
} from './harness.ts';
import { person, startProduct } from './issue/product.ts';
import { fill } from './scale/fill.ts';

const certificates = Number(process.argv[2] ?? 100_000);
const revoked = certificates / 10;
const repeats = 15;
const builds = 5;

type Row = { readonly what: string; readonly limit: number; readonly times: readonly number[] };

printMachine(`scale: ${whole(certificates)} certificates, ${whole(revoked)} revoked`);

/** @returns milliseconds of each repeat, the first one left out: it fills the caches of a database just filled */
async function repeated(count: number, task: () => Promise<unknown>): Promise<number[]> {
  await task();
  const times: number[] = [];
  for (let i = 0; i < count; i++) times.push(await timed(task));
  return times;
}

async function measure(system: System): Promise<Row[]> {
  const { list, inventory } = system.pki.service.certificates;
  const sample = await list(person, { page: Math.floor(certificates / 40), pageSize: 20 });
  if (sample.total < certificates) throw new Error(`only ${sample.total} certificates are there`);
  const [some] = sample.items;
  const one = some!;
  const rows: Row[] = [];
  const lists: readonly [string, Parameters<typeof list>[1], number?][] = [
    ['list, first page', {}],
    ['list, last page', { page: Math.floor(certificates / 20) }],
    ['list by name, first page', { sort: 'name' }],
    ['list by end, page 1,000', { sort: 'expires', page: 1000 }],
    ['list, revoked', { state: 'revoked' }, revoked],
    ['list, valid', { state: 'valid' }],
    ['list, expired', { state: 'expired' }],
    ['list, one profile', { profile: 'server' }],
    ['search: name of one host', { q: one.commonName }],
    ['search: part of a name, most match', { q: 'bench' }],
    ['search: fragment of a serial number', { q: one.serial.slice(6, 18) }, 1],
    ['search: fragment of a fingerprint', { q: one.fingerprint.slice(10, 26) }, 1],
    ['search: DNS name', { q: one.commonName.replace('.bench.test', '.alt.bench.test') }],
    ['search: Chinese, part of a name', { q: '服务器12' }],
    ['search: nothing matches', { q: 'no-such-name' }, 0],
    ['search: revoked with a name', { q: 'bench', state: 'revoked' }, revoked],
  ];
  for (const [what, query, total] of lists) {
    const found = await list(person, { page: 1, pageSize: 20, ...query });
    if (total !== undefined && found.total !== total)
      throw new Error(`${what}: ${found.total} were found instead of ${total}`);
    const times = await repeated(repeats, () => list(person, { page: 1, pageSize: 20, ...query }));
    rows.push({ what: `${what} (${whole(found.total)})`, limit: 200, times });
  }
  rows.push({
    what: 'inventory: counts, chart',
    limit: 200,
    times: await repeated(repeats, () => inventory(person)),
  });

  const { issuers, crls } = system.pki.service.issuing;
  const issuer = issuers.active('issuing');
  const build = async () => {
    for (const shard of await crls.shards(issuer)) await crls.publish(issuer, shard, 'full', person);
  };
  const times = await repeated(builds, build);
  const heads = (
    await Promise.all((await crls.shards(issuer)).map((shard) => crls.heads(issuer, shard)))
  ).flat();
  const listed = heads.reduce((sum, { kind, entries }) => sum + (kind === 'full' ? entries : 0), 0);
  if (listed !== revoked) throw new Error(`the CRLs name ${listed} certificates instead of ${revoked}`);
  rows.push({ what: `CRL, full with delta (${whole(listed)})`, limit: 2000, times });
  return rows;
}

async function run(database: string, env: NodeJS.ProcessEnv): Promise<Row[]> {
  const system = await startProduct({}, env);
  try {
    const seconds = (await timed(() => fill(system, certificates, revoked))) / 1000;
    if (env.ANMIN_DATABASE_URL !== undefined) await vacuum(env.ANMIN_DATABASE_URL);
    console.log(`${database}: filled in ${seconds.toFixed(0)} s, ${load()}`);
    return await measure(system);
  } finally {
    await system.close();
  }
}

/** What autovacuum does within a minute or two of a load like this. */
async function vacuum(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('vacuum analyze').finally(() => client.end());
}

const results = new Map([['SQLite', await run('SQLite', {})]]);
if (postgres.found) {
  const cluster = await startPostgres();
  try {
    const url = await cluster.createDatabase();
    results.set('PostgreSQL', await run('PostgreSQL', { ANMIN_DATABASE_URL: url }));
  } finally {
    await cluster.stop();
  }
} else printAbsent('PostgreSQL', 'apt-get install postgresql');

const ms = (value: number) => value.toFixed(value < 10 ? 1 : 0);
const databases = [...results.keys()];
const rowsOf = results.get('SQLite')!;
printTable(
  ['ms: median (min–max)', ...databases, 'limit'],
  rowsOf.map(({ what, limit }, i) => [
    what,
    ...databases.map((database) => spread(figuresOf(results.get(database)![i]!.times), ms)),
    String(limit),
  ]),
);
console.log(`${repeats} repeats, ${builds} of the CRL; ${load()}\n`);
for (const [database, rows] of results) {
  for (const limit of [200, 2000]) {
    const slow = rows.filter((row) => row.limit === limit && figuresOf(row.times).median >= limit);
    const what = limit === 200 ? 'lists and searches' : 'CRL';
    const who = slow.length > 0 ? `: ${slow.map((row) => row.what).join('; ')}` : '';
    printTarget(`${database}: ${what} below ${limit} ms${who}`, slow.length === 0);
  }
}
