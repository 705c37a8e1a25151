import type { Kysely } from 'kysely';
import type { CollectTables } from './tables.ts';

/** Committed state, or the transaction of the caller. */
export type Db = Kysely<CollectTables>;
