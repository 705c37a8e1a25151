import { type SourceClass, sourceClasses } from './parse/types.ts';

/** The source under which Anmin's own events stand; no sender can write to it. */
export const ownSource = 'anmin';

/** What a collector hands over: one record of a source, byte for byte as it was sent, without transport framing. */
export type NewRecord = {
  /** Id of the source. */
  readonly source: string;
  readonly raw: Buffer;
  /** When it happened, as the transport says (syslog header, `@timestamp`); ms since 1970 UTC; null: not said. */
  readonly eventTime: number | null;
  /** When it came in here; ms since 1970 UTC. */
  readonly receivedAt: number;
  /**
   * The sender's own place, for senders that send again what was not acknowledged: within one `stream`
   * `position` only grows. A record at or before the last stored position is already here.
   */
  readonly origin?: { readonly stream: string; readonly position: number };
};

/** A record in the evidence log. */
export type StoredRecord = NewRecord & {
  /** Place in the log, from 0: one count over all sources. */
  readonly index: number;
  /** Place within its source, from 0, without gaps. */
  readonly sequence: number;
};

/** One field of a normalised event: nested objects, never dotted names. */
export type EcsValue =
  | string
  | number
  | boolean
  | null
  | readonly EcsValue[]
  | { readonly [field: string]: EcsValue };

/** Fields after the Elastic Common Schema 9. */
export type EcsFields = { readonly [field: string]: EcsValue };

/** What goes into a store: always has `@timestamp`, `event.original` and `anmin.source`. */
export type EventDocument = {
  /** Time-prefixed and the same whenever the same record is read again: `eventId`. */
  readonly id: string;
  /** Place in the evidence log. */
  readonly index: number;
  /** UTC day of receipt, `2026-11-22`: names the daily file or index; taken from `id`. */
  readonly day: string;
  readonly fields: EcsFields;
};

/** `20261122-00000000002a`: the day of receipt (UTC), then the place in the log in hexadecimal. */
export function eventId(receivedAt: number, index: number): string {
  return `${dayIn(receivedAt).compact}-${index.toString(16).padStart(12, '0')}`;
}

const dayMs = 86_400_000;
let latest = { day: 0, text: '1970-01-01', compact: '19700101' };

/** UTC day of a time in ms: `2026-11-22`. */
export function dayOf(time: number): string {
  return dayIn(time).text;
}

function dayIn(time: number): typeof latest {
  const day = Math.floor(time / dayMs);
  // Records come day by day: writing the date anew for each would cost more than its parsing.
  if (day !== latest.day) {
    const text = new Date(time).toISOString().slice(0, 10);
    latest = { day, text, compact: text.replaceAll('-', '') };
  }
  return latest;
}

/** The kind of audit that an event belongs to; `operations` where it names none that there is. */
export function classOf({ anmin }: EcsFields): SourceClass {
  const said = anmin !== null && typeof anmin === 'object' && 'class' in anmin ? anmin.class : undefined;
  return sourceClasses.find((each) => each === said) ?? 'operations';
}
