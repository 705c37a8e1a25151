import type { DatabaseSync } from 'node:sqlite';
import { placeOf } from '../reader.ts';
import { openBlock } from './block.ts';
import { createTermMaker, type Term } from './document-terms.ts';
import { foldAndClose } from './files.ts';
import { openIndex, readFieldCodes, readState, writeState } from './index-file.ts';
import { rankOf } from './rank.ts';

/** Sets of field paths that are told apart in one day; a sender can make up as many names as it likes. */
const mostShapes = 2000;

/** Index of one day, fed from its events. */
export type DayIndex = {
  /** Takes the next blocks, about `events` events, in one commit. @returns how many events; 0: nothing is left */
  advance(events: number): number;
  /** The last block that is in the index. */
  block(): number;
  close(): void;
};

/** The fault is in the events, not in their index. */
export class EventsUnreadable extends Error {}

/** @param events the events of the day, open for reading */
export function openDayIndex(file: string, events: DatabaseSync): DayIndex {
  const db = openIndex(file);
  const codes = readFieldCodes(db);
  const insert = db.prepare('INSERT INTO fts (rowid, t) VALUES (?, ?)');
  const insertShape = db.prepare('INSERT INTO shape (id, paths) VALUES (?, ?)');
  const addTerm = db.prepare(
    'INSERT INTO term (token, n) VALUES (?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n',
  );
  const nextBlocks = events.prepare('SELECT id, data FROM block WHERE id > ? ORDER BY id LIMIT 64');
  let shapes = readShapes(db);
  let block = Number(readState(db, 'block') ?? 0);

  const shape = (paths: readonly string[]): number => {
    const key = paths.join('\n');
    const known = shapes.get(key);
    if (known !== undefined) return known;
    if (shapes.size >= mostShapes) {
      writeState(db, 'shapes-full', 'yes');
      return 0;
    }
    const id = shapes.size + 1;
    shapes.set(key, id);
    insertShape.run(id, key);
    return id;
  };

  let terms: Term[] = [];
  const met = (term: Term): void => {
    terms.push(term);
  };
  let termsOf = createTermMaker(codes, { shape, met });

  const readBlocks = (after: number) => {
    try {
      const rows = nextBlocks.all(after) as { id: number; data: Uint8Array }[];
      return rows.map(({ id, data }) => ({ id, opened: openBlock(data) }));
    } catch (error) {
      throw new EventsUnreadable(error instanceof Error ? error.message : String(error));
    }
  };

  const advance = (most: number): number => {
    const rows: { rank: bigint; text: string }[] = [];
    let last = block;
    while (rows.length < most) {
      const blocks = readBlocks(last);
      for (const { id, opened } of blocks) {
        for (let slot = 0; slot < opened.count; slot++) {
          const fields = opened.fieldsAt(slot);
          const rank = rankOf(placeOf({ fields, index: opened.indexAt(slot) }));
          rows.push({ rank, text: termsOf(fields) });
        }
        last = id;
      }
      if (blocks.length < 64) break;
    }
    if (rows.length === 0) return 0;
    // FTS5 flushes whenever a row number is not greater than the one before.
    rows.sort((a, b) => (a.rank < b.rank ? -1 : 1));
    for (const { rank, text } of rows) insert.run(rank, text);
    for (const term of terms) {
      addTerm.run(term.token, term.events);
      term.events = 0;
    }
    terms = [];
    writeState(db, 'block', String(last));
    block = last;
    return rows.length;
  };

  return {
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
        terms = [];
        shapes = readShapes(db);
        termsOf = createTermMaker(codes, { shape, met });
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
