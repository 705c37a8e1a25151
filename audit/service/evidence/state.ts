import type { Static } from 'typebox';
import type { EventLog } from '#platform/events/index.ts';
import { type Actor, authorise, systemActor } from '#platform/kernel/actor.ts';
import type { Clock } from '#platform/kernel/clock.ts';
import type { Storage } from '#platform/storage/index.ts';
import { auditErrors } from '../../errors.ts';
import type { DurableEvidenceLog } from '../../evidence/log.ts';
import type { StoreState } from '../../schemas.ts';
import type { AuditTables } from '../../store/db.ts';
import { earliestHold } from '../../store/holds.ts';
import type { Store } from '../../stores/open.ts';
import type { FollowerState } from '../following/follower.ts';
import { recordAlone } from '../record-event.ts';
import type { createWitnesses } from './witnesses.ts';

const pruner = systemActor('audit.retention', []);
const watcher = systemActor('audit.witness', []);
const day = 86_400_000;
const hour = 3_600_000;
/** A witness that signs each second does not fill the log that it watches with news of itself. */
const cosignedEveryMs = hour;

/** The evidence log as people see it, and the work that time brings to it. */
export function createEvidenceState(deps: {
  readonly storage: Storage;
  readonly events: EventLog;
  readonly clock: Clock;
  readonly evidence: () => DurableEvidenceLog;
  readonly witnesses: ReturnType<typeof createWitnesses>;
  readonly followers: () => readonly FollowerState[];
  readonly store: () => Pick<Store, 'name' | 'health' | 'dropDaysBefore'>;
  readonly retentionDays: number;
  readonly witnessAlarmHours: number;
}) {
  const { storage, clock, evidence, witnesses, retentionDays, witnessAlarmHours } = deps;
  const startedAt = clock.now().getTime();
  let alarmed = false;
  /** When the event of each witness was last recorded, by its key. */
  const recorded = new Map<string, number>();
  let checking = false;

  return {
    async get(actor: Actor) {
      authorise(actor, 'audit.evidence.read');
      const log = evidence();
      const checkpoint = await log.checkpoint();
      const [oldest] = await log.read(log.firstKept(), 1);
      return {
        origin: log.origin,
        vkey: log.vkey,
        size: log.size(),
        firstKept: log.firstKept(),
        keptSince: oldest === undefined ? null : new Date(oldest.receivedAt).toISOString(),
        checkpoint,
        retentionDays,
        witnessAlarmHours,
        witnesses: log.witnessState().map(({ name, vkey, size, time }) => ({
          id: witnesses.idOf(vkey)!,
          name,
          vkey,
          size,
          at: time === null ? null : new Date(time).toISOString(),
        })),
        followers: [...deps.followers()],
      };
    },

    /** How the searchable copy is. */
    async store(actor: Actor, signal: AbortSignal): Promise<Static<typeof StoreState>> {
      authorise(actor, 'audit.evidence.read');
      const { name, health } = deps.store();
      const { cluster, ...rest } = await health(signal);
      return { name, ...rest, cluster: cluster && { ...cluster, versions: [...cluster.versions] } };
    },

    /** Checks the whole log. @throws audit.check-running */
    async check(actor: Actor, signal: AbortSignal) {
      authorise(actor, 'audit.evidence.read');
      if (checking) throw auditErrors['check-running']();
      checking = true;
      try {
        const { ok, size, firstKept, checked, findings } = await evidence().verify(undefined, signal);
        await recordAlone(deps, actor, {
          name: 'audit.evidence.checked',
          subject: { kind: 'evidence', id: 'log' },
          outcome: ok ? 'success' : 'failure',
          data: { checked, findings: findings.length },
        });
        return { ok, size, firstKept, checked, findings: [...findings] };
      } finally {
        checking = false;
      }
    },

    /**
     * Takes the line of a witness; whoever brings it, its signature decides. Recorded once an hour a witness, and
     * when it ends an alarm.
     * @throws audit.cosignature-refused
     */
    async cosign(text: string): Promise<void> {
      const { name, vkey, size } = await evidence().addCosignature(text);
      const now = clock.now().getTime();
      if (!alarmed && now - (recorded.get(vkey) ?? Number.NEGATIVE_INFINITY) < cosignedEveryMs) return;
      alarmed = false;
      recorded.set(vkey, now);
      await recordAlone(deps, watcher, {
        name: 'audit.witness.cosigned',
        subject: { kind: 'witness', id: witnesses.idOf(vkey) ?? vkey, label: name },
        data: { size },
      });
    },

    /**
     * Removes what is past its time and under no hold, whole segments and days at a time; nothing while a hold
     * stands whose time cannot be read.
     */
    async prune(): Promise<void> {
      const before = clock.now().getTime() - retentionDays * day;
      const held = await earliestHold(storage.read<AuditTables>());
      if (held === Number.NEGATIVE_INFINITY) return;
      const log = evidence();
      const old = log.firstKept();
      const holds = held === null ? [] : [{ from: held, to: Number.POSITIVE_INFINITY }];
      const { firstKept } = await log.prune({ before }, holds);
      const limit = new Date(Math.min(before, held ?? before)).toISOString().slice(0, 10);
      await deps.store().dropDaysBefore(limit);
      if (firstKept === old) return;
      await recordAlone(deps, pruner, {
        name: 'audit.retention.applied',
        subject: { kind: 'evidence', id: 'log' },
        data: { removed: firstKept - old, firstKept },
      });
    },

    /** One alarm when no witness cosigned for the time that was set, until one does. */
    async watchWitnesses(): Promise<void> {
      if (witnessAlarmHours === 0 || alarmed) return;
      const times = evidence()
        .witnessState()
        .map(({ time }) => time ?? 0);
      const last = Math.max(startedAt, ...times);
      if (clock.now().getTime() - last < witnessAlarmHours * hour) return;
      alarmed = true;
      await recordAlone(deps, watcher, {
        name: 'audit.witness.missing',
        subject: { kind: 'evidence', id: 'log' },
        outcome: 'failure',
        data: { hours: witnessAlarmHours },
      });
    },
  };
}
