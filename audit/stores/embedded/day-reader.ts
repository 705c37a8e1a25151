import { existsSync } from 'node:fs';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { EcsFields } from '../../core/record.ts';
import { type Block, openBlock } from './block.ts';
import { expressionOf, type Found, type IndexWords } from './compile.ts';
import { openToRead } from './files.ts';
import { readFieldCodes, readState } from './index-file.ts';
import { type Ranks, rankAt, secondOf } from './rank.ts';

export type StoredEvent = { readonly index: number; readonly fields: EcsFields };

/** One day, open for questions. Rows come in the order of rank. */
export type DayReader = {
  readonly words: IndexWords;
  /** The first and the last rank; null: no events. */
  ends(): Ranks | null;
  ranks(found: Found, within: Ranks, newestFirst: boolean, limit: number): Iterable<bigint>;
  count(found: Found, within: Ranks): number;
  event(rank: bigint): StoredEvent;
  byIndex(index: number): StoredEvent | null;
  /** The places in the log after one, in their order. */
  indexesAfter(index: number, limit: number): readonly number[];
  /** How many events have each of the counted tokens that begin so. */
  counts(prefix: string): readonly { readonly token: string; readonly n: number }[];
  close(): void;
};

const keptBlocks = 128;

type Row = { readonly block: number; readonly slot: number };

/** @param indexFile need not be there (yet): then nothing is found by word */
export function openDayReader(eventsFile: string, indexFile: string): DayReader {
  const events = openToRead(eventsFile);
  const index = openReadyIndex(indexFile);
  const statements = new Map<string, StatementSync>();
  const prepared = (db: DatabaseSync, sql: string): StatementSync => {
    const known = statements.get(sql);
    if (known) return known;
    const made = db.prepare(sql);
    made.setReadBigInts(true);
    statements.set(sql, made);
    return made;
  };
  const smallRow = (sql: string) => events.prepare(sql);
  const rowOfRank = smallRow('SELECT idx, block, slot FROM event WHERE rank = ?');
  const rowOfIndex = smallRow('SELECT block, slot FROM event WHERE idx = ?');
  const dataOfBlock = smallRow('SELECT data FROM block WHERE id = ?');
  const blocks = new Map<number, Block>();

  const blockAt = (id: number): Block => {
    const known = blocks.get(id);
    if (known) return known;
    const { data } = dataOfBlock.get(id) as { data: Uint8Array };
    const opened = openBlock(data);
    if (blocks.size >= keptBlocks) blocks.delete(blocks.keys().next().value!);
    blocks.set(id, opened);
    return opened;
  };
  const fieldsOf = ({ block, slot }: Row): EcsFields => blockAt(block).fieldsAt(slot);

  const countRows = (low: bigint, high: bigint): number => {
    if (low > high) return 0;
    const sql = 'SELECT count(*) AS n FROM event WHERE rank BETWEEN ? AND ?';
    return Number((prepared(events, sql).get(low, high) as { n: bigint }).n);
  };
  /** Whole minutes from their counters, the rest by rows. */
  const countAll = ({ low, high }: Ranks): number => {
    const first = Math.ceil(secondOf(low) / 60);
    const end = Math.floor((secondOf(high) + 1) / 60);
    if (end <= first) return countRows(low, high);
    const sql = 'SELECT coalesce(sum(n), 0) AS n FROM minute WHERE minute >= ? AND minute < ?';
    const whole = Number((prepared(events, sql).get(first, end) as { n: bigint }).n);
    return whole + countRows(low, rankAt(first * 60) - 1n) + countRows(rankAt(end * 60), high);
  };

  const tokensOf = (prefix: string, most: number): readonly string[] | null => {
    if (!index) return [];
    const sql = 'SELECT token FROM term WHERE token >= ? AND token < ? LIMIT ?';
    const rows = prepared(index, sql).all(prefix, `${prefix}\u{10ffff}`, most + 1) as { token: string }[];
    return rows.length > most ? null : rows.map((row) => row.token);
  };

  return {
    words: {
      codes: index ? readFieldCodes(index) : new Map(),
      tokens: tokensOf,
      shapesWith: (field) => {
        if (!index) return { ids: [], others: false };
        const rows = index.prepare('SELECT id, paths FROM shape').all() as { id: number; paths: string }[];
        const ids = rows.filter(({ paths }) => hasPath(paths, field)).map(({ id }) => id);
        return { ids, others: readState(index, 'shapes-full') !== undefined };
      },
    },
    ends: () => {
      const low = prepared(events, 'SELECT min(rank) AS rank FROM event').get() as { rank: bigint | null };
      const high = prepared(events, 'SELECT max(rank) AS rank FROM event').get() as { rank: bigint | null };
      return low.rank === null || high.rank === null ? null : { low: low.rank, high: high.rank };
    },
    ranks: function* (found, { low, high }, newestFirst, limit) {
      const order = newestFirst ? 'DESC' : 'ASC';
      if (found === 'none') return;
      let rows: Iterable<unknown> = [];
      if (found === 'all') {
        const sql = `SELECT rank FROM event WHERE rank BETWEEN ? AND ? ORDER BY rank ${order} LIMIT ?`;
        rows = prepared(events, sql).iterate(low, high, limit);
      } else if (index) {
        const sql = `SELECT rowid AS rank FROM fts WHERE fts MATCH ? AND rowid BETWEEN ? AND ?
          ORDER BY rowid ${order} LIMIT ?`;
        rows = prepared(index, sql).iterate(expressionOf(found), low, high, limit);
      }
      for (const row of rows) yield (row as { rank: bigint }).rank;
    },
    count: (found, within) => {
      if (found === 'none') return 0;
      if (found === 'all') return countAll(within);
      if (!index) return 0;
      const sql = 'SELECT count(*) AS n FROM fts WHERE fts MATCH ? AND rowid BETWEEN ? AND ?';
      return Number(
        (prepared(index, sql).get(expressionOf(found), within.low, within.high) as { n: bigint }).n,
      );
    },
    event: (rank) => {
      const row = rowOfRank.get(rank) as Row & { idx: number };
      return { index: row.idx, fields: fieldsOf(row) };
    },
    byIndex: (at) => {
      const row = rowOfIndex.get(at) as Row | undefined;
      return row ? { index: at, fields: fieldsOf(row) } : null;
    },
    indexesAfter: (at, limit) => {
      const rows = smallRow('SELECT idx FROM event WHERE idx > ? ORDER BY idx LIMIT ?').all(at, limit);
      return rows.map((row) => row.idx as number);
    },
    counts: (prefix) => {
      if (!index) return [];
      const sql = 'SELECT token, n FROM term WHERE token >= ? AND token < ?';
      const rows = prepared(index, sql).all(prefix, `${prefix}\u{10ffff}`) as { token: string; n: bigint }[];
      return rows.map(({ token, n }) => ({ token, n: Number(n) }));
    },
    close: () => {
      events.close();
      index?.close();
    },
  };
}

/** Null while the index is not there or just being made. */
function openReadyIndex(file: string): DatabaseSync | null {
  if (!existsSync(file)) return null;
  const db = openToRead(file);
  const table = db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'fts'").get();
  if (table !== undefined) return db;
  db.close();
  return null;
}

function hasPath(paths: string, field: string): boolean {
  return paths.split('\n').some((path) => path === field || path.startsWith(`${field}.`));
}
