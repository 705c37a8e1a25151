import type { ActorRef } from '../kernel/actor.ts';
import type { Event, JsonObject } from '../kernel/event.ts';

export type EventRow = {
  sequence: number;
  id: string;
  time: string;
  name: string;
  actor: string;
  actor_id: string;
  subject_kind: string;
  subject_id: string;
  subject_label: string | null;
  outcome: Event['outcome'];
  data: string;
};

export type CursorRow = {
  name: string;
  sequence: number;
  attempts: number;
  retry_at: string | null;
  failed_since: string | null;
  last_error: string | null;
  lease_owner: string | null;
  lease_until: string | null;
};

export type EventTables = { platform_events: EventRow; platform_event_cursors: CursorRow };

export function toEvent(row: EventRow): Event {
  return {
    sequence: row.sequence,
    id: row.id,
    time: row.time,
    name: row.name,
    actor: JSON.parse(row.actor) as ActorRef,
    subject: {
      kind: row.subject_kind,
      id: row.subject_id,
      ...(row.subject_label === null ? {} : { label: row.subject_label }),
    },
    outcome: row.outcome,
    data: JSON.parse(row.data) as JsonObject,
  };
}

/** Whether an event name is wanted: names are equal, prefixes end in `.`, an empty list wants all. */
export function wants(names: readonly string[], name: string): boolean {
  return names.length === 0 || names.some((n) => (n.endsWith('.') ? name.startsWith(n) : name === n));
}
