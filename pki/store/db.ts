import type { Kysely } from 'kysely';
import type { PkiTables } from './tables.ts';

/** Committed state, or the transaction of the caller. */
export type Db = Kysely<PkiTables>;
