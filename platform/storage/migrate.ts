import { type Clock, systemClock } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import { storageErrors } from './errors.ts';
import type { MigrationSet, Storage } from './types.ts';

type Tables = { platform_migrations: { domain: string; key: string; applied_at: string } };

/**
 * Brings the database to the state of the code: all missing migrations in one transaction, which also
 * keeps a second process waiting. Give all sets of the program at once: a migration in the database
 * that no set knows means that a newer program wrote it.
 * @returns the keys that were applied, as `<domain>/<key>`
 * @throws storage.newer, storage.migration-order, storage.migration-failed
 */
export function migrate(
  storage: Storage,
  sets: readonly MigrationSet[],
  clock: Clock = systemClock,
): Promise<readonly string[]> {
  return storage.transaction<Tables, readonly string[]>(
    async (tx) => {
      await tx.schema
        .createTable('platform_migrations')
        .ifNotExists()
        .addColumn('domain', 'text', (c) => c.notNull())
        .addColumn('key', 'text', (c) => c.notNull())
        .addColumn('applied_at', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint('platform_migrations_pk', ['domain', 'key'])
        .execute();
      const rows = await tx.selectFrom('platform_migrations').select(['domain', 'key']).execute();
      const applied = new Set(rows.map((row) => `${row.domain}/${row.key}`));
      const pending = plan(sets, applied);
      for (const { domain, key, name, migration } of pending) {
        try {
          await migration.up(tx);
        } catch (error) {
          if (error instanceof AppError && error.code !== 'storage.aborted') throw error;
          const reason = error instanceof Error ? error.message : String(error);
          throw storageErrors['migration-failed']({ key: name, reason }, error);
        }
        await tx
          .insertInto('platform_migrations')
          .values({ domain, key, applied_at: clock.now().toISOString() })
          .execute();
      }
      return pending.map(({ name }) => name);
    },
    { limitMs: 30 * 60_000 },
  );
}

function plan(sets: readonly MigrationSet[], applied: ReadonlySet<string>) {
  const known = new Set(
    sets.flatMap((set) => Object.keys(set.migrations).map((key) => `${set.domain}/${key}`)),
  );
  const unknown = [...applied].filter((name) => !known.has(name));
  if (unknown.length > 0) throw storageErrors.newer({ keys: unknown.sort().join(', ') });
  return sets.flatMap(({ domain, migrations }) => {
    const keys = Object.keys(migrations).sort();
    const firstMissing = keys.findIndex((key) => !applied.has(`${domain}/${key}`));
    if (firstMissing < 0) return [];
    const late = keys.slice(firstMissing).find((key) => applied.has(`${domain}/${key}`));
    if (late !== undefined)
      throw storageErrors['migration-order']({ key: `${domain}/${keys[firstMissing]}` });
    return keys
      .slice(firstMissing)
      .map((key) => ({ domain, key, name: `${domain}/${key}`, migration: migrations[key]! }));
  });
}
