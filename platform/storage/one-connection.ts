import type {
  CompiledQuery,
  DatabaseConnection,
  Driver,
  Dialect as KyselyDialect,
  QueryResult,
} from 'kysely';
import { DefaultQueryExecutor, Kysely } from 'kysely';
import { storageErrors } from './errors.ts';

/**
 * Kysely on a connection that is always there. Kysely's own driver lends one out for each statement and takes it
 * back, through more promises than a small statement of SQLite costs. Transactions of Kysely are refused: they are
 * the writer's (`Storage.transaction`).
 */
export function onConnection<DB>(
  connection: DatabaseConnection,
  parts: Omit<KyselyDialect, 'createDriver'>,
): Kysely<DB> {
  class Executor extends DefaultQueryExecutor {
    override executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      return connection.executeQuery(query);
    }
  }
  const refuse = () => Promise.reject(storageErrors.nested());
  const driver: Driver = {
    init: async () => {},
    acquireConnection: async () => connection,
    beginTransaction: refuse,
    commitTransaction: refuse,
    rollbackTransaction: refuse,
    releaseConnection: async () => {},
    destroy: async () => {},
  };
  const dialect = { ...parts, createDriver: () => driver };
  const executor = new Executor(parts.createQueryCompiler(), parts.createAdapter(), {
    provideConnection: (consumer) => consumer(connection),
  });
  return new Kysely<DB>({ config: { dialect }, dialect, driver, executor });
}
