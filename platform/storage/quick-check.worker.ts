import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

/** Answers with the faults that SQLite finds in the file, at most 20. */
function faults(file: string): string[] {
  try {
    const db = new DatabaseSync(file, { readOnly: true, timeout: 2000 });
    try {
      const rows = db.prepare('PRAGMA quick_check(20)').all() as { quick_check: string }[];
      return rows.map((row) => row.quick_check).filter((line) => line !== 'ok');
    } finally {
      db.close();
    }
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

parentPort?.postMessage(faults(workerData as string));
