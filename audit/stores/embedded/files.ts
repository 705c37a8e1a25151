import { closeSync, existsSync, fsyncSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const dayName = /^(\d{4}-\d\d-\d\d)\.events\.db$/;

export function eventsFile(folder: string, day: string): string {
  return join(folder, `${day}.events.db`);
}

export function indexFile(folder: string, day: string): string {
  return join(folder, `${day}.fts.db`);
}

/** Days that are in the store, oldest first. */
export function daysIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const days = readdirSync(folder).map((name) => dayName.exec(name)?.[1]);
  return days.filter((day) => day !== undefined).sort();
}

export function removeDatabase(file: string): void {
  for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true });
}

/** Opens the events of a day for writing; makes the file when it is not there. Commits are on disk when they end. */
export function openEvents(file: string): DatabaseSync {
  if (!existsSync(file)) {
    // Under its name only with its tables in it: readers take every file that has one.
    const made = `${file}.new`;
    removeDatabase(made);
    foldAndClose(openTables(made));
    renameSync(made, file);
    removeDatabase(made);
    const folder = openSync(dirname(file), 'r');
    fsyncSync(folder);
    closeSync(folder);
  }
  return openTables(file);
}

function openTables(file: string): DatabaseSync {
  return opened(file, (db) => {
    db.exec('PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    db.exec('PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -65536');
    db.exec(`
      CREATE TABLE IF NOT EXISTS block (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
      CREATE TABLE IF NOT EXISTS event (
        rank INTEGER PRIMARY KEY, idx INTEGER NOT NULL, block INTEGER NOT NULL, slot INTEGER NOT NULL
      ) STRICT;
      CREATE UNIQUE INDEX IF NOT EXISTS event_idx ON event (idx);
      CREATE TABLE IF NOT EXISTS minute (minute INTEGER PRIMARY KEY, n INTEGER NOT NULL) STRICT;
    `);
  });
}

/** Opens a file of a day to read from it; many are open at a time, so the pages stay with the system. */
export function openToRead(file: string): DatabaseSync {
  return opened(file, (db) => db.exec('PRAGMA cache_size = -2048; PRAGMA mmap_size = 8589934592'), true);
}

/** Opens a database and closes it again when `prepare` fails. */
export function opened(file: string, prepare: (db: DatabaseSync) => void, readOnly = false): DatabaseSync {
  const db = new DatabaseSync(file, { readOnly, timeout: 5000 });
  try {
    prepare(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Closes a file so that its write-ahead log does not stay beside it, even while others have it open. */
export function foldAndClose(db: DatabaseSync): void {
  try {
    if (!db.isTransaction) db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } catch {
    // On a full or damaged disk the log stays; whoever opens the file next reads it.
  }
  db.close();
}

/** What SQLite says of a failure, by its result code. */
export function sqliteFault(error: unknown): 'full' | 'broken' | 'other' {
  const code = (error as { errcode?: number }).errcode;
  if (code === undefined) return 'other';
  const primary = code & 0xff;
  // SQLITE_IOERR (10) on a write is a full or failing disk; nothing was committed either way.
  if (primary === 13 || primary === 10 || primary === 14) return 'full';
  return primary === 11 || primary === 26 ? 'broken' : 'other';
}
