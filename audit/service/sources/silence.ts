import type { EventLog } from '#platform/events/index.ts';
import { systemActor } from '#platform/kernel/actor.ts';
import type { Clock } from '#platform/kernel/clock.ts';
import type { Storage } from '#platform/storage/index.ts';
import type { AuditEventName } from '../../events.ts';
import type { AuditTables } from '../../store/db.ts';
import { allSources, type SourceRow, updateSource } from '../../store/sources.ts';
import { recordEvent } from '../record-event.ts';
import type { Counters } from './counters.ts';

/**
 * Since when a source is silent. The time in which we ourselves were not there is not held against it.
 * @param lastReceived ms of its last record; null: none yet
 * @returns ms of its last sign; undefined: it is not silent, or nobody asked
 */
export function silentSince(
  source: { readonly enabled: boolean; readonly silenceMinutes: number },
  times: { readonly lastReceived: number | null; readonly since: number; readonly now: number },
): number | undefined {
  if (!source.enabled || source.silenceMinutes === 0) return undefined;
  const last = Math.max(times.lastReceived ?? 0, times.since);
  return times.now - last > source.silenceMinutes * 60_000 ? last : undefined;
}

/** Tells once that a source fell silent, and once that it sends again. */
export function createSilenceWatch(deps: {
  readonly storage: Storage;
  readonly events: EventLog;
  readonly clock: Clock;
  readonly counters: Counters;
}): { check(signal?: AbortSignal): Promise<void> } {
  const { storage, events, clock, counters } = deps;
  const startedAt = clock.now().getTime();
  const watch = systemActor('audit.silence-watch', []);

  function tell(row: SourceRow, name: AuditEventName, silent: string | null): Promise<void> {
    return storage.transaction<AuditTables, void>(async (tx) => {
      await updateSource(tx, row.id, { silent_since: silent });
      await recordEvent(events, tx, watch, {
        name,
        subject: { kind: 'source', id: row.id, label: row.title },
        outcome: silent === null ? 'success' : 'failure',
        data: { since: silent ?? row.silent_since, minutes: row.silence_minutes },
      });
    });
  }

  return {
    async check(signal) {
      await counters.catchUp(signal);
      const counts = await counters.all();
      const now = clock.now().getTime();
      for (const row of await allSources(storage.read<AuditTables>())) {
        const { last_received_at: received = null } = counts.get(row.id) ?? {};
        const lastReceived = received === null ? null : Date.parse(received);
        const asked = { enabled: row.enabled === 1, silenceMinutes: row.silence_minutes };
        const since = Math.max(startedAt, Date.parse(row.changed_at));
        if (row.silent_since === null) {
          const last = silentSince(asked, { lastReceived, since, now });
          if (last !== undefined) await tell(row, 'audit.source.silent', new Date(last).toISOString());
        } else if (lastReceived !== null && lastReceived > Date.parse(row.silent_since)) {
          await tell(row, 'audit.source.resumed', null);
        } else if (!asked.enabled || asked.silenceMinutes === 0) {
          await storage.transaction<AuditTables, void>((tx) =>
            updateSource(tx, row.id, { silent_since: null }),
          );
        }
      }
    },
  };
}
