import { existsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { FieldType } from '../../core/query/fields.ts';
import { opened, removeDatabase, sqliteFault } from './files.ts';
import { type FieldCodes, newFieldCodes } from './terms.ts';

/** Changes when an index made before can no longer be read; it is then made again. */
const format = '2';

/** Opens the index of a day for writing; makes it (again) when it is missing, damaged or of an older format. */
export function openIndex(file: string): DatabaseSync {
  if (existsSync(file)) {
    try {
      const db = opened(file, prepare);
      if (readState(db, 'format') === format) return db;
      db.close();
    } catch (error) {
      if (sqliteFault(error) === 'full') throw error;
    }
    removeDatabase(file);
  }
  return opened(file, (db) => {
    prepare(db);
    create(db);
  });
}

function prepare(db: DatabaseSync): void {
  // Losing power may cost the last commits: they are made again from the events.
  db.exec('PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  db.exec('PRAGMA wal_autocheckpoint = 8000; PRAGMA cache_size = -65536');
}

function create(db: DatabaseSync): void {
  db.exec(`
    BEGIN;
    CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE field (path TEXT PRIMARY KEY, code INTEGER NOT NULL, type TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE shape (id INTEGER PRIMARY KEY, paths TEXT NOT NULL) STRICT;
    CREATE TABLE term (token TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE VIRTUAL TABLE fts USING fts5 (t, content = '', columnsize = 0, tokenize = 'ascii');
    INSERT INTO fts (fts, rank) VALUES ('pgsz', 8000);
    INSERT INTO fts (fts, rank) VALUES ('hashsize', 16777216);
    INSERT INTO fts (fts, rank) VALUES ('automerge', 8);
  `);
  const field = db.prepare('INSERT INTO field (path, code, type) VALUES (?, ?, ?)');
  for (const [path, { code, type }] of newFieldCodes()) field.run(path, code, type);
  writeState(db, 'block', '0');
  writeState(db, 'format', format);
  db.exec('COMMIT');
}

export function readState(db: DatabaseSync, name: string): string | undefined {
  const row = db.prepare('SELECT value FROM state WHERE name = ?').get(name) as { value: string } | undefined;
  return row?.value;
}

export function writeState(db: DatabaseSync, name: string, value: string): void {
  db.prepare('INSERT OR REPLACE INTO state (name, value) VALUES (?, ?)').run(name, value);
}

export function readFieldCodes(db: DatabaseSync): FieldCodes {
  const rows = db.prepare('SELECT path, code, type FROM field').all() as {
    path: string;
    code: number;
    type: FieldType;
  }[];
  return new Map(rows.map(({ path, code, type }) => [path, { code, type }]));
}
