import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { type Call, end, type Reply } from '../../thread-calls.ts';
import { type Added, type DayEvents, openDayEvents } from './day-events.ts';
import { type Fault, faultOf } from './faults.ts';
import { eventsFile, opened } from './files.ts';
import type { PreparedEvents } from './prepared.ts';

export type WriterCall =
  | { readonly kind: 'write'; readonly day: string; readonly events: PreparedEvents }
  | { readonly kind: 'position' }
  | { readonly kind: 'set-position'; readonly index: number }
  | { readonly kind: 'release'; readonly day: string };

const folder = workerData as string;
const mostOpen = 3;
const days = new Map<string, DayEvents>();
let place: DatabaseSync | undefined;

function dayOf(day: string): DayEvents {
  const known = days.get(day) ?? openDayEvents(eventsFile(folder, day));
  // The least recently used are closed, which also folds their write-ahead log into the file.
  days.delete(day);
  days.set(day, known);
  for (const [name, other] of days) {
    if (days.size <= mostOpen) break;
    days.delete(name);
    other.close();
  }
  return known;
}

function placeFile(): DatabaseSync {
  place ??= opened(join(folder, 'position.db'), (db) => {
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    db.exec(
      'CREATE TABLE IF NOT EXISTS position (id INTEGER PRIMARY KEY CHECK (id = 1), idx INTEGER NOT NULL)',
    );
  });
  return place;
}

/** What was open when a write failed is opened anew by the next. */
function closeAll(): void {
  const open = [...days.values(), ...(place ? [place] : [])];
  days.clear();
  place = undefined;
  for (const one of open) {
    try {
      one.close();
    } catch {
      // The failure that led here is reported; this one adds nothing.
    }
  }
}

let file = folder;

function answer(body: WriterCall): unknown {
  switch (body.kind) {
    case 'write':
      file = eventsFile(folder, body.day);
      return dayOf(body.day).add(body.events) satisfies Added;
    case 'position':
      file = join(folder, 'position.db');
      return (placeFile().prepare('SELECT idx FROM position').get() as { idx: number } | undefined)?.idx ?? 0;
    case 'set-position':
      file = join(folder, 'position.db');
      placeFile().prepare('INSERT OR REPLACE INTO position (id, idx) VALUES (1, ?)').run(body.index);
      return null;
    case 'release':
      days.get(body.day)?.close();
      days.delete(body.day);
      return null;
  }
}

parentPort?.on('message', (message: Call<WriterCall> | typeof end) => {
  if (message === end) {
    closeAll();
    parentPort?.close();
    return;
  }
  const { call, body } = message;
  let reply: Reply<Fault>;
  try {
    reply = { call, value: answer(body) };
  } catch (error) {
    reply = { call, fault: faultOf(error, file) };
    closeAll();
  }
  parentPort?.postMessage(reply);
});
