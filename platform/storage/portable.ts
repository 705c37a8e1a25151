import type { ColumnDataType, ColumnDefinitionBuilder, Expression, Kysely, RawBuilder } from 'kysely';
import { PostgresAdapter, sql } from 'kysely';
import type { Dialect } from './types.ts';

// biome-ignore lint/suspicious/noExplicitAny: works with the tables of every domain
type AnyKysely = Kysely<any>;

export function dialectOf(db: AnyKysely): Dialect {
  return db.getExecutor().adapter instanceof PostgresAdapter ? 'postgres' : 'sqlite';
}

/** The column type of bytes: `addColumn('der', blobType(db))`. They are read as Buffer. */
export function blobType(db: AnyKysely): 'bytea' | 'blob' {
  return dialectOf(db) === 'postgres' ? 'bytea' : 'blob';
}

/** A 64-bit key that counts up and never gives a number twice: `addColumn('sequence', ...countedKey(db))`. */
export function countedKey(
  db: AnyKysely,
): [ColumnDataType, (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder] {
  return dialectOf(db) === 'postgres'
    ? ['bigint', (column) => column.primaryKey().generatedAlwaysAsIdentity()]
    : ['integer', (column) => column.primaryKey().autoIncrement()];
}

/** A yes or no in an integer column. */
export const flag = (value: boolean): 0 | 1 => (value ? 1 : 0);

/**
 * `column LIKE %text%` without regard to case, where `%` and `_` of the text stand for themselves.
 * SQLite folds case for ASCII only; Chinese has none.
 */
export function contains(column: string, text: string): RawBuilder<boolean> {
  return likePart(sql`lower(${sql.ref(column)})`, text);
}

/** The same for an expression that is in lower case already. */
export function likePart(lowered: Expression<unknown>, text: string): RawBuilder<boolean> {
  const pattern = `%${text.toLowerCase().replace(/[\\%_]/g, (char) => `\\${char}`)}%`;
  return sql<boolean>`${lowered} like ${pattern} escape '\\'`;
}

/** A value as JSON text, for a text column. Keys keep their order, so equal input gives equal text. */
export const toJsonText = (value: unknown): string => JSON.stringify(value);

export const fromJsonText = <T>(text: string): T => JSON.parse(text) as T;
