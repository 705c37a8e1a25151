import { existsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { end } from '../../thread-calls.ts';
import { type DayIndex, EventsUnreadable, type Fed, openDayIndex } from './day-index.ts';
import { faultOf } from './faults.ts';
import { daysIn, eventsFile, indexFile, openToRead, removeDatabase } from './files.ts';

/** To the indexer: days that have more (with its terms, where they are made), are to be made again, or are to be let go of. */
export type IndexerNote =
  | { readonly kind: 'written'; readonly day: string; readonly fed?: Fed }
  | { readonly kind: 'rebuild' | 'release'; readonly day: string };

/**
 * From the indexer: how far a day is and whether that was all, or what stands in its way. `released` answers
 * `release`, `emptied` answers `rebuild`: what was told of the day before is over.
 */
export type IndexerNews =
  | { readonly kind: 'indexed'; readonly day: string; readonly block: number; readonly done: boolean }
  | { readonly kind: 'released'; readonly day: string }
  | { readonly kind: 'emptied'; readonly day: string }
  | { readonly kind: 'failed'; readonly day: string; readonly message: string };

type OpenDay = { readonly index: DayIndex; readonly events: DatabaseSync };

const folder = workerData as string;
const batch = 8_192;
const retryMs = 1000;
const mostOpen = 3;
const open = new Map<string, OpenDay>();
const pending = new Set<string>(daysIn(folder));
let closing = false;
let wake: (() => void) | undefined;

const tell = (news: IndexerNews) => parentPort?.postMessage(news);

function close(day: string): void {
  const known = open.get(day);
  open.delete(day);
  known?.index.close();
  known?.events.close();
}

function openDay(day: string): OpenDay {
  const known = open.get(day);
  if (known) return known;
  for (const other of open.keys()) if (open.size >= mostOpen) close(other);
  const events = openToRead(eventsFile(folder, day));
  try {
    const { id } = events.prepare('SELECT max(id) AS id FROM block').get() as { id: number | null };
    let index = openDayIndex(indexFile(folder, day), events);
    // An index of more than there is belongs to events that were since lost or replaced.
    if (index.block() > (id ?? 0)) {
      index.close();
      removeDatabase(indexFile(folder, day));
      index = openDayIndex(indexFile(folder, day), events);
    }
    const made = { index, events };
    open.set(day, made);
    return made;
  } catch (error) {
    events.close();
    throw error;
  }
}

/** @returns whether the day may have more */
function advance(day: string): boolean {
  // The day was let go of while it was to be tried again.
  if (!open.has(day) && !existsSync(eventsFile(folder, day))) return false;
  try {
    const { index } = openDay(day);
    const count = index.advance(batch);
    tell({ kind: 'indexed', day, block: index.block(), done: count === 0 });
    return count > 0;
  } catch (error) {
    const fault = faultOf(error, indexFile(folder, day));
    close(day);
    const inEvents = error instanceof EventsUnreadable;
    if (fault.kind === 'broken' && !inEvents) removeDatabase(indexFile(folder, day));
    tell({ kind: 'failed', day, message: fault.message });
    // Other days do not wait for it.
    const again = setTimeout(() => resume(day), retryMs);
    again.unref();
    return false;
  }
}

function resume(day: string): void {
  pending.add(day);
  wake?.();
}

parentPort?.on('message', (note: IndexerNote | typeof end) => {
  if (note === end) closing = true;
  else if (note.kind === 'release') {
    close(note.day);
    pending.delete(note.day);
    tell({ kind: 'released', day: note.day });
  } else {
    if (note.kind === 'rebuild') {
      close(note.day);
      removeDatabase(indexFile(folder, note.day));
      tell({ kind: 'emptied', day: note.day });
    }
    // A day that is not open yet begins with what its files say.
    if (note.kind === 'written' && note.fed) open.get(note.day)?.index.feed(note.fed);
    resume(note.day);
  }
  wake?.();
});

while (!closing) {
  // The newest day first: what happens now has to be found now.
  const day = [...pending].sort().at(-1);
  if (day === undefined) {
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
    continue;
  }
  if (!advance(day)) pending.delete(day);
  // Notes that came in meanwhile are read between commits.
  await delay(0);
}
for (const day of [...open.keys()]) close(day);
parentPort?.close();
