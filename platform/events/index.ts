export { eventErrors } from './errors.ts';
export { createEventLog, type EventLogOptions } from './log.ts';
export { eventMigrations } from './migrations.ts';
export type { EventLog, EventQuery, Events, SubscriptionState } from './types.ts';
