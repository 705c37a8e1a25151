import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Config } from '#platform/config/index.ts';
import { createEventLog, type Events, eventMigrations } from '#platform/events/index.ts';
import type { Clock } from '#platform/kernel/clock.ts';
import { type AppError, errorLines } from '#platform/kernel/errors.ts';
import { createLog, type Log } from '#platform/log/index.ts';
import { createScheduler, type Scheduler, schedulerMigrations } from '#platform/scheduler/index.ts';
import { configuredKey, keyFile, openSealer, type Sealer, sealMigrations } from '#platform/seal/index.ts';
import { type MigrationSet, migrate, openStorage, type Storage } from '#platform/storage/index.ts';

/** What every domain stands on. */
export type Foundation = {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly storage: Storage;
  readonly events: Events;
  readonly scheduler: Scheduler;
  readonly sealer: Sealer;
};

/** The checkout: where `anmin.yaml` and `./data` are looked for, whatever folder a command is typed in. */
export const projectDir = dirname(import.meta.dirname);
export const consoleDir = join(projectDir, 'console', 'dist');
export const version = (
  JSON.parse(readFileSync(join(projectDir, 'package.json'), 'utf8')) as { version: string }
).version;

/**
 * Opens the database, brings it to the tables of this version, and unseals with the master key.
 * Nothing runs yet. Errors are those of storage, seal and log.
 */
export async function layFoundation(
  config: Config,
  migrations: readonly MigrationSet[],
  overrides: { readonly clock: Clock; readonly log?: Log },
): Promise<Foundation> {
  const { clock } = overrides;
  const log = overrides.log ?? createLog({ level: config.log.level });
  const storage = await openStorage(
    config.database.url === undefined
      ? { file: join(config.dataDir, 'anmin.db'), onFlushFailed: (error) => end(error, log) }
      : { url: config.database.url },
  );
  try {
    await migrate(storage, [eventMigrations, schedulerMigrations, sealMigrations, ...migrations]);
    const source =
      config.masterKey === undefined
        ? keyFile(join(config.dataDir, 'master.key'))
        : configuredKey(config.masterKey);
    const sealer = await openSealer({ storage, clock, source });
    const events = createEventLog({
      storage,
      clock,
      onFailure: (subscriber, sequence, error) =>
        log.error({ subscriber, sequence, err: error }, 'an event was not taken; it is tried again'),
    });
    const scheduler = createScheduler({
      storage,
      clock,
      onFailure: (job, error) => log.error({ job, err: error }, 'a job failed'),
    });
    return { config, clock, log, storage, events, scheduler, sealer };
  } catch (error) {
    await storage.close();
    throw error;
  }
}

/** What is on disk is not known any more: only a new start can find out. */
function end(error: AppError, log: Log): never {
  log.fatal({ err: error }, 'the state database was not written; the process ends');
  process.stderr.write(`\n${errorLines(error)}\n`);
  process.exit(1);
}
