import type { Clock } from '#platform/kernel/clock.ts';
import type { Storage } from '#platform/storage/index.ts';
import { clockSkew } from '../../core/clock-skew.ts';
import type { EvidenceLog } from '../../ports.ts';
import { type Added, addCounts, allCounts, countedTo, setCountedTo } from '../../store/counts.ts';
import type { AuditTables } from '../../store/db.ts';
import type { CountsRow } from '../../store/sources.ts';

/**
 * What each source sent. Stored records are counted from the evidence log itself, each once: the place up
 * to which it was counted commits together with the counts, so neither a crash nor another writer of the
 * log can make them differ from what is stored.
 */
export type Counters = {
  /** Counts what the log has beyond the counted place. Concurrent calls share one run. */
  catchUp(signal?: AbortSignal): Promise<void>;
  all(): Promise<Map<string, CountsRow>>;
  /** Notes records that came in and are lost; written down with the next `catchUp`. */
  lost(source: string, records: number): void;
};

const step = 5000;

export function createCounters(deps: {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly evidence: Pick<EvidenceLog, 'read' | 'size' | 'firstKept'>;
}): Counters {
  const { storage, clock, evidence } = deps;
  let running: Promise<void> | undefined;
  let losses = new Map<string, number>();

  async function writeLosses(): Promise<void> {
    if (losses.size === 0) return;
    const noted = losses;
    losses = new Map();
    const at = clock.now().toISOString();
    await storage.transaction<AuditTables, void>(async (tx) => {
      for (const [source, n] of noted) {
        await addCounts(tx, source, { refused: n, discarded: n, lastRefusedAt: at });
      }
    });
  }

  async function run(signal: AbortSignal | undefined): Promise<void> {
    await writeLosses();
    let from = Math.max(await countedTo(storage.read<AuditTables>()), evidence.firstKept());
    while (from < evidence.size() && !signal?.aborted) {
      const records = await evidence.read(from, step);
      if (records.length === 0) return;
      const added = new Map<string, { stored: number; skewed: number; last: number }>();
      for (const { source, eventTime, receivedAt } of records) {
        const sum = added.get(source) ?? { stored: 0, skewed: 0, last: 0 };
        added.set(source, sum);
        sum.stored++;
        if (clockSkew(eventTime, receivedAt) !== null) sum.skewed++;
        sum.last = Math.max(sum.last, receivedAt);
      }
      const start = from;
      from += records.length;
      const done = await storage.transaction<AuditTables, boolean>(async (tx) => {
        // Another process may have counted these in the meantime.
        if ((await countedTo(tx)) > start) return false;
        for (const [source, { stored, skewed, last }] of added) {
          const sum: Added = { stored, skewed, lastReceivedAt: new Date(last).toISOString() };
          await addCounts(tx, source, sum);
        }
        await setCountedTo(tx, from);
        return true;
      });
      if (!done) from = await countedTo(storage.read<AuditTables>());
    }
  }

  return {
    catchUp(signal) {
      running ??= run(signal).finally(() => {
        running = undefined;
      });
      return running;
    },
    lost: (source, records) => void losses.set(source, (losses.get(source) ?? 0) + records),
    async all() {
      const rows = await allCounts(storage.read<AuditTables>());
      return new Map(rows.map((row) => [row.source_id, row]));
    },
  };
}
