import { createHash } from 'node:crypto';

/** Hash of a row, how often it is here, and its time in ms. */
export type Seen = readonly [hash: string, count: number, time: number];

/**
 * Rows of the overlap that are here already, as a multiset: of two equal rows both are taken, of a row that
 * is read again none is.
 */
export type Window = {
  /** Notes a record that is in the evidence. */
  add(raw: Buffer, time: number): void;
  /** Begins a new reading of the overlap. */
  begin(): void;
  /** Whether this row of the reading is new; each row of a reading is asked for once. */
  isNew(raw: Buffer): boolean;
  /**
   * Forgets rows before a time, and the oldest beyond `max` (all of one time or none).
   * @returns the time from which on every row is remembered
   */
  forget(before: number, max: number): number;
  entries(): readonly Seen[];
};

export function createWindow(seen: readonly Seen[] = []): Window {
  const known = new Map(seen.map(([hash, count, time]) => [hash, { count, time }]));
  let read = new Map<string, number>();
  const hashOf = (raw: Buffer) => createHash('sha256').update(raw).digest('base64url');

  return {
    add(raw, time) {
      const hash = hashOf(raw);
      const entry = known.get(hash);
      if (entry) entry.count++;
      else known.set(hash, { count: 1, time });
    },
    begin() {
      read = new Map();
    },
    isNew(raw) {
      const hash = hashOf(raw);
      const times = (read.get(hash) ?? 0) + 1;
      read.set(hash, times);
      return times > (known.get(hash)?.count ?? 0);
    },
    forget(before, max) {
      let from = before;
      if (known.size > max) {
        const times = [...known.values()].map(({ time }) => time).sort((one, other) => other - one);
        from = Math.max(before, times[max]! + 1);
      }
      for (const [hash, { time }] of known) if (time < from) known.delete(hash);
      return from;
    },
    entries: () => [...known].map(([hash, { count, time }]) => [hash, count, time] as const),
  };
}
