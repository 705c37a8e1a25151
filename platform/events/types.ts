import type { Kysely } from 'kysely';
import type { Subscription } from '../kernel/domain.ts';
import type { Event, NewEvent } from '../kernel/event.ts';
import type { Page, PageQuery } from '../kernel/page.ts';

/** How a service records that something happened: in the transaction of the change itself. */
export type EventLog = {
  // biome-ignore lint/suspicious/noExplicitAny: a transaction of whichever domain calls
  append(tx: Kysely<any>, event: NewEvent): Promise<void>;
};

export type EventQuery = PageQuery & {
  /** Event names, or prefixes that end in `.`; absent or empty means all. */
  readonly names?: readonly string[];
  readonly subject?: { readonly kind: string; readonly id: string };
  readonly actorId?: string;
  readonly outcome?: Event['outcome'];
  /** UTC, RFC 3339 with milliseconds; `from` is inside the range, `to` is not. */
  readonly from?: string;
  readonly to?: string;
  /** Newest first unless told otherwise. */
  readonly order?: 'newest' | 'oldest';
};

/** How far a subscriber is. `lastError` stays until the event that it stands on was taken. */
export type SubscriptionState = {
  readonly name: string;
  /** The last event that was taken. */
  readonly sequence: number;
  /** Events in the log after it, of all names. */
  readonly lag: number;
  /** Failed attempts at the next event; it is tried again, never skipped by itself. */
  readonly attempts: number;
  readonly failedSince?: string;
  readonly retryAt?: string;
  readonly lastError?: string;
};

/** The whole event log, as the composition root holds it. */
export type Events = EventLog & {
  /** Committed events, a page at a time. */
  list(query: EventQuery): Promise<Page<Event>>;
  /**
   * Calls `listener` with each event that is committed from now on, by this process (within
   * milliseconds) or another (within the poll time). A listener that throws loses that event.
   * @returns a function that ends it
   */
  listen(listener: (event: Event) => void): () => void;
  /** Starts to feed the subscribers, each from its own place. */
  start(subscriptions: readonly Subscription[]): Promise<void>;
  /** One row for each subscriber that was ever started. */
  states(): Promise<readonly SubscriptionState[]>;
  /** Lets the handlers under way finish and takes no more events. */
  stop(): Promise<void>;
};
