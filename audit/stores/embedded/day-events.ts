import { blockSize, type Packed, packBlock } from './block.ts';
import { foldAndClose, openEvents } from './files.ts';
import { rankOf } from './rank.ts';

export type NewEvent = Packed & { readonly second: number };

/** Events of one day, open for writing. */
export type DayEvents = {
  /** Adds those that are not here yet, all or none. @returns the last block and how many were new */
  add(events: readonly NewEvent[]): { readonly block: number; readonly added: number };
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

  const add = (events: readonly NewEvent[]): number => {
    const minutes = new Map<number, number>();
    let open: NewEvent[] = [];
    let added = 0;
    const flush = () => {
      block += 1;
      insertBlock.run(block, packBlock(open));
      added += open.length;
      open = [];
    };
    for (const event of events) {
      const { changes } = insertEvent.run(rankOf(event), event.index, block + 1, open.length);
      if (changes === 0) continue;
      open.push(event);
      const minute = Math.floor(event.second / 60);
      minutes.set(minute, (minutes.get(minute) ?? 0) + 1);
      if (open.length === blockSize) flush();
    }
    if (open.length > 0) flush();
    for (const [minute, n] of minutes) addMinute.run(minute, n);
    return added;
  };

  return {
    add: (events) => {
      const before = block;
      db.exec('BEGIN IMMEDIATE');
      try {
        const added = add(events);
        db.exec('COMMIT');
        return { block, added };
      } catch (error) {
        if (db.isTransaction) db.exec('ROLLBACK');
        block = before;
        throw error;
      }
    },
    close: () => foldAndClose(db),
  };
}
