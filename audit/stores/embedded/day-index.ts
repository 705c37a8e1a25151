import type { DatabaseSync } from 'node:sqlite';
import { isDeepStrictEqual } from 'node:util';
import { pieceAt } from '../pieces.ts';
import { placeOf } from '../reader.ts';
import { openBlock } from './block.ts';
import { createTermMaker, type Term } from './document-terms.ts';
import { foldAndClose } from './files.ts';
import { openIndex, readFieldCodes, readState, writeState } from './index-file.ts';
import { type PreparedTerms, shapeRoom } from './prepared.ts';
import { rankOf } from './rank.ts';
import { newFieldCodes, shapeToken } from './terms.ts';

/** Sets of field paths that are told apart in one day; a sender can make up as many names as it likes. */
const mostShapes = 2000;
/** Bytes: more would be an index that does not come along, and it can read what it lacks from the events. */
const mostFed = 256 << 20;

/** The terms of new blocks `first` to `last`, made when their events were written. */
export type Fed = PreparedTerms & { readonly first: number; readonly last: number };

/** Index of one day, made from its events. */
export type DayIndex = {
  /** Takes terms that come with new blocks, so that these need not be read again. */
  feed(fed: Fed): void;
  /** Takes the next blocks, about `events` events, in one commit. @returns how many events; 0: nothing is left */
  advance(events: number): number;
  /** The last block that is in the index. */
  block(): number;
  close(): void;
};

/** The fault is in the events, not in their index. */
export class EventsUnreadable extends Error {}

type Row = { readonly rank: bigint; readonly text: string | Uint8Array };

/** @param events the events of the day, open for reading */
export function openDayIndex(file: string, events: DatabaseSync): DayIndex {
  const db = openIndex(file);
  const codes = readFieldCodes(db);
  // What is fed is made by today's table of fields; an index that began with another goes on with its own.
  const takesFed = isDeepStrictEqual(codes, newFieldCodes());
  const insert = db.prepare('INSERT INTO fts (rowid, t) VALUES (?, ?)');
  const insertShape = db.prepare('INSERT INTO shape (id, paths) VALUES (?, ?)');
  const addTerm = db.prepare(
    'INSERT INTO term (token, n) VALUES (?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n',
  );
  const nextBlocks = events.prepare('SELECT id, data FROM block WHERE id > ? ORDER BY id LIMIT 64');
  let shapes = readShapes(db);
  let block = Number(readState(db, 'block') ?? 0);
  /** Ascending, from wherever they began to come. */
  let fed: Fed[] = [];

  const shapeNumber = (paths: string): number => {
    const known = shapes.get(paths);
    if (known !== undefined) return known;
    if (shapes.size >= mostShapes) {
      writeState(db, 'shapes-full', 'yes');
      return 0;
    }
    const id = shapes.size + 1;
    shapes.set(paths, id);
    insertShape.run(id, paths);
    return id;
  };

  let met: Term[] = [];
  /** Of what this commit takes. */
  const counts = new Map<string, number>();
  const newTermMaker = () => createTermMaker(codes, (term) => met.push(term));
  let termsOf = newTermMaker();

  const readBlocks = (after: number) => {
    try {
      const rows = nextBlocks.all(after) as { id: number; data: Uint8Array }[];
      return rows.map(({ id, data }) => ({ id, opened: openBlock(data) }));
    } catch (error) {
      throw new EventsUnreadable(error instanceof Error ? error.message : String(error));
    }
  };

  /** The rows of blocks behind `after`, of about `most` events but not of those that were fed. @returns the last block */
  function fromEvents(after: number, most: number, rows: Row[]): number {
    const end = (fed[0]?.first ?? Number.POSITIVE_INFINITY) - 1;
    let last = after;
    while (rows.length < most && last < end) {
      const blocks = readBlocks(last).filter(({ id }) => id <= end);
      for (const { id, opened } of blocks) {
        for (let slot = 0; slot < opened.count; slot++) {
          const fields = opened.fieldsAt(slot);
          const { text, shape } = termsOf(fields);
          const rank = rankOf(placeOf({ fields, index: opened.indexAt(slot) }));
          rows.push({ rank, text: `${text} ${shapeToken(shapeNumber(shape))}` });
        }
        last = id;
      }
      if (blocks.length < 64) break;
    }
    return last;
  }

  function fromFed({ ranks, texts, shapes: paths, shapeOf, counted }: Fed, rows: Row[]): void {
    const numbers = paths.map((each) => shapeNumber(each).toString(36));
    const bytes = Buffer.from(texts.bytes.buffer, 0, texts.bytes.length);
    for (let at = 0; at < ranks.length; at++) {
      bytes.write(numbers[shapeOf[at]!]!, texts.ends[at]! - shapeRoom, 'latin1');
      rows.push({ rank: ranks[at]!, text: pieceAt(texts, at) });
    }
    for (const { token, events: more } of counted) counts.set(token, (counts.get(token) ?? 0) + more);
  }

  function writeCounts(): void {
    for (const term of met) {
      counts.set(term.token, (counts.get(term.token) ?? 0) + term.events);
      term.events = 0;
    }
    met = [];
    // In the order of their table: neighbours lie on one page.
    for (const token of [...counts.keys()].sort()) addTerm.run(token, counts.get(token)!);
    counts.clear();
  }

  const advance = (most: number): number => {
    const rows: Row[] = [];
    while (fed[0] && fed[0].first <= block) fed.shift();
    let last = fromEvents(block, most, rows);
    let taken = 0;
    for (; rows.length < most && fed[taken]?.first === last + 1; taken++) {
      fromFed(fed[taken]!, rows);
      last = fed[taken]!.last;
    }
    if (rows.length === 0) return 0;
    // FTS5 flushes whenever a row number is not greater than the one before.
    rows.sort((a, b) => (a.rank < b.rank ? -1 : 1));
    for (const { rank, text } of rows) insert.run(rank, text);
    writeCounts();
    writeState(db, 'block', String(last));
    block = last;
    fed = fed.slice(taken);
    return rows.length;
  };

  return {
    feed: (part) => {
      const held = fed.reduce((sum, { texts }) => sum + texts.bytes.buffer.byteLength, 0);
      if (held > mostFed) fed = [];
      if (takesFed) fed.push(part);
    },
    advance: (most) => {
      const before = block;
      db.exec('BEGIN IMMEDIATE');
      try {
        const count = advance(most);
        db.exec('COMMIT');
        return count;
      } catch (error) {
        if (db.isTransaction) db.exec('ROLLBACK');
        // What was learnt in this commit is not in the file.
        block = before;
        fed = [];
        met = [];
        counts.clear();
        shapes = readShapes(db);
        termsOf = newTermMaker();
        throw error;
      }
    },
    block: () => block,
    close: () => foldAndClose(db),
  };
}

function readShapes(db: DatabaseSync): Map<string, number> {
  const rows = db.prepare('SELECT id, paths FROM shape').all() as { id: number; paths: string }[];
  return new Map(rows.map(({ id, paths }) => [paths, id]));
}
