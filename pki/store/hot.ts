import { CompiledQuery } from 'kysely';
import { dialectOf } from '#platform/storage/index.ts';
import type { Db } from './db.ts';

/**
 * A statement of the issuing path, written once: building it anew would cost more than running it.
 * @param text with `?` for each parameter, in order
 */
export function hot<R = unknown>(text: string) {
  let count = 0;
  const queries = {
    sqlite: CompiledQuery.raw(text),
    postgres: CompiledQuery.raw(text.replace(/\?/g, () => `$${++count}`)),
  };
  return (db: Db, ...parameters: readonly unknown[]) =>
    db.executeQuery<R>({ ...queries[dialectOf(db)], parameters });
}
