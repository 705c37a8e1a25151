import type { CompiledQuery, QueryResult } from 'kysely';
import {
  Kysely,
  PostgresAdapter,
  PostgresDialect,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely';
import pg from 'pg';
import { lockWaitMs, storageErrors, type Target, translate } from './errors.ts';
import { createWriter, type Writer, type WriterLink } from './writer.ts';

export const postgresParts = {
  createAdapter: () => new PostgresAdapter(),
  createIntrospector: (db: Kysely<unknown>) => new PostgresIntrospector(db),
  createQueryCompiler: () => new PostgresQueryCompiler(),
};

export type PostgresStore = {
  readonly reader: Kysely<unknown>;
  readonly writer: Writer;
  integrity(): Promise<readonly string[]>;
  close(): Promise<void>;
};

/**
 * Writers of all processes take this advisory lock first, so that transactions have one order, as they
 * have on SQLite: what a transaction read stays true until it commits, and events commit in sequence.
 */
const writerLock = 4_213_070_551;

/** @throws storage.bad-url, unreachable, wrong-password, no-such-database */
export async function openPostgres(url: string): Promise<PostgresStore> {
  const target = targetOf(url);
  const name = (error: unknown) => translate(error, target);
  const common = {
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    types: { getTypeParser },
  };
  const writePool = new pg.Pool({
    ...common,
    max: 1,
    options: `-c synchronous_commit=on -c lock_timeout=${lockWaitMs} -c idle_in_transaction_session_timeout=120000`,
  });
  const readPool = new pg.Pool({
    ...common,
    max: 8,
    options: '-c default_transaction_read_only=on -c statement_timeout=30000',
  });
  // An idle connection that breaks is replaced at its next use; without a listener it ends the process.
  writePool.on('error', () => {});
  readPool.on('error', () => {});
  try {
    await writePool.query('SELECT 1');
    await readPool.query('SELECT 1');
  } catch (error) {
    await Promise.allSettled([writePool.end(), readPool.end()]);
    throw name(error);
  }
  const reader = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: readPool }) });
  const writer = createWriter(postgresLink(writePool, name), postgresParts);
  return {
    reader,
    writer,
    async integrity() {
      try {
        await readPool.query('SELECT 1');
        return [];
      } catch (error) {
        return [String((name(error) as Error).message)];
      }
    },
    async close() {
      await writer.close();
      await readPool.end();
    },
  };
}

function postgresLink(pool: pg.Pool, name: (error: unknown) => unknown): WriterLink {
  let client: pg.PoolClient | undefined;
  let alive = false;
  const lost = () => {
    alive = false;
  };
  const send = async (sql: string, parameters?: readonly unknown[]) => {
    if (client === undefined || !alive) throw storageErrors.unreachable({ reason: 'connection lost' });
    try {
      return await client.query(sql, parameters as unknown[] | undefined);
    } catch (error) {
      const named = name(error) as { code?: string };
      if (named.code === 'storage.unreachable') alive = false;
      throw named;
    }
  };
  const end = (failed: boolean) => {
    client?.off('error', lost);
    client?.release(failed || !alive);
    client = undefined;
    alive = false;
  };
  return {
    async begin() {
      try {
        client = await pool.connect();
        client.on('error', lost);
        alive = true;
        await client.query('BEGIN');
        await client.query(`SELECT pg_advisory_xact_lock(${writerLock})`);
      } catch (error) {
        end(true);
        throw name(error);
      }
    },
    exec: async (sql) => void (await send(sql)),
    async query<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      const result = await send(query.sql, query.parameters);
      return { rows: result.rows as R[], numAffectedRows: BigInt(result.rowCount ?? 0) };
    },
    commit: async () => void (await send('COMMIT')),
    inTransaction: () => alive,
    end,
    close: () => pool.end(),
  };
}

/** int8 and numeric as numbers, as SQLite gives them: no table of ours holds more than 2^53. */
function getTypeParser(oid: number, format?: string) {
  if ((oid === 20 || oid === 1700) && format !== 'binary') return Number;
  return pg.types.getTypeParser(oid, format as 'text');
}

function targetOf(url: string): Target {
  try {
    const parsed = new URL(url);
    if (!/^postgres(ql)?:$/.test(parsed.protocol)) throw new Error('scheme');
    return {
      host: parsed.host || parsed.searchParams.get('host') || 'localhost',
      user: decodeURIComponent(parsed.username),
      database: decodeURIComponent(parsed.pathname.slice(1)),
    };
  } catch (error) {
    throw storageErrors['bad-url']({}, error);
  }
}
