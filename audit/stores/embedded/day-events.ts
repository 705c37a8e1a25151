import { pieceAt } from '../pieces.ts';
import { blockSize, openBlock, type Packed, packBlock } from './block.ts';
import { foldAndClose, openEvents } from './files.ts';
import type { PreparedEvents } from './prepared.ts';
import { secondOf } from './rank.ts';

/** Where a write went: blocks from `first` to `last`; how many events were new, all of them or some. */
export type Added = { readonly first: number; readonly last: number; readonly added: number };

/** Events of one day, open for writing. */
export type DayEvents = {
  /** Adds those that are not here yet, all or none. */
  add(events: PreparedEvents): Added;
  close(): void;
};

export function openDayEvents(file: string): DayEvents {
  const db = openEvents(file);
  const insertEvent = db.prepare(
    'INSERT INTO event (rank, idx, block, slot) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const insertBlock = db.prepare('INSERT INTO block (id, data) VALUES (?, ?)');
  const addMinute = db.prepare(
    'INSERT INTO minute (minute, n) VALUES (?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n',
  );
  const lastBlock = db.prepare('SELECT max(id) AS id FROM block');
  let block = (lastBlock.get() as { id: number | null }).id ?? 0;

  function countMinutes(ranks: Iterable<bigint>): void {
    const minutes = new Map<number, number>();
    for (const rank of ranks) {
      const minute = Math.floor(secondOf(rank) / 60);
      minutes.set(minute, (minutes.get(minute) ?? 0) + 1);
    }
    for (const [minute, n] of minutes) addMinute.run(minute, n);
  }

  /** As they are packed. @returns false: one of them is here already */
  function addAll({ ranks, indexes, blocks }: PreparedEvents): boolean {
    for (let at = 0; at < ranks.length; at++) {
      const here = block + 1 + Math.floor(at / blockSize);
      if (insertEvent.run(ranks[at]!, indexes[at]!, here, at % blockSize).changes === 0) return false;
    }
    for (let at = 0; at < blocks.ends.length; at++) insertBlock.run(++block, pieceAt(blocks, at));
    countMinutes(ranks);
    return true;
  }

  /** In new blocks, without those that are here. */
  function addNew({ ranks, indexes, blocks }: PreparedEvents): number {
    const fresh: bigint[] = [];
    let open: Packed[] = [];
    const flush = () => {
      insertBlock.run(++block, packBlock(open));
      open = [];
    };
    let packed = openBlock(pieceAt(blocks, 0));
    for (let at = 0; at < ranks.length; at++) {
      const slot = at % blockSize;
      if (slot === 0) packed = openBlock(pieceAt(blocks, at / blockSize));
      const { changes } = insertEvent.run(ranks[at]!, indexes[at]!, block + 1, open.length);
      if (changes === 0) continue;
      fresh.push(ranks[at]!);
      open.push({ index: indexes[at]!, json: packed.jsonAt(slot) });
      if (open.length === blockSize) flush();
    }
    if (open.length > 0) flush();
    countMinutes(fresh);
    return fresh.length;
  }

  function add(events: PreparedEvents): number {
    db.exec('SAVEPOINT whole');
    if (addAll(events)) return events.ranks.length;
    db.exec('ROLLBACK TO whole');
    return addNew(events);
  }

  return {
    add: (events) => {
      const before = block;
      db.exec('BEGIN IMMEDIATE');
      try {
        const added = add(events);
        db.exec('COMMIT');
        return { first: before + 1, last: block, added };
      } catch (error) {
        if (db.isTransaction) db.exec('ROLLBACK');
        block = before;
        throw error;
      }
    },
    close: () => foldAndClose(db),
  };
}
