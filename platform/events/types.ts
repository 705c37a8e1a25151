import type { Kysely } from 'kysely';
import type { NewEvent } from '../kernel/event.ts';

/** How a service records that something happened: in the transaction of the change itself. */
export type EventLog = {
  // biome-ignore lint/suspicious/noExplicitAny: a transaction of whichever domain calls
  append(tx: Kysely<any>, event: NewEvent): Promise<void>;
};
