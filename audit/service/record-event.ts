import type { Kysely } from 'kysely';
import type { EventLog } from '#platform/events/index.ts';
import { type Actor, actorRef } from '#platform/kernel/actor.ts';
import type { JsonObject, NewEvent } from '#platform/kernel/event.ts';
import type { Storage } from '#platform/storage/index.ts';
import type { AuditEventName } from '../events.ts';

/** What events of this domain are about. */
type SubjectKind =
  | 'source'
  | 'sender'
  | 'dead-letter'
  | 'alert'
  | 'exception'
  | 'case'
  | 'search'
  | 'event'
  | 'rule'
  | 'hold'
  | 'evidence'
  | 'witness'
  | 'export'
  | 'report'
  | 'store';

/** Something that happened in this domain, under a name of its table. */
export type AuditEvent = {
  readonly name: AuditEventName;
  readonly subject: { readonly kind: SubjectKind; readonly id: string; readonly label?: string };
  /** `success` when absent. */
  readonly outcome?: NewEvent['outcome'];
  readonly data?: JsonObject;
};

/** Records what happened in the transaction of the change itself. */
export function recordEvent(
  events: EventLog,
  // biome-ignore lint/suspicious/noExplicitAny: a transaction over whichever tables the change is of
  tx: Kysely<any>,
  actor: Actor,
  { outcome = 'success', ...event }: AuditEvent,
): Promise<void> {
  return events.append(tx, { ...event, outcome, actor: actorRef(actor) });
}

/** Records what changes nothing, such as a look, by itself; it is on disk when this resolves. */
export function recordAlone(
  { storage, events }: { readonly storage: Storage; readonly events: EventLog },
  actor: Actor,
  event: AuditEvent,
): Promise<void> {
  return storage.transaction((tx) => recordEvent(events, tx, actor, event));
}
