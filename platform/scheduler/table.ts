import type { Kysely } from 'kysely';
import type { Job } from '../kernel/domain.ts';
import type { MigrationSet } from '../storage/index.ts';

export type JobOutcome = 'success' | 'failure' | 'timed-out' | 'interrupted';

export type JobRow = {
  name: string;
  next_due: string;
  lease_owner: string | null;
  lease_until: string | null;
  last_start: string | null;
  last_finish: string | null;
  last_outcome: JobOutcome | null;
  last_error: string | null;
  failures: number;
};

export type JobTables = { platform_jobs: JobRow };

export const schedulerMigrations: MigrationSet = {
  domain: 'platform-scheduler',
  migrations: {
    '0001-jobs': {
      async up(db) {
        await db.schema
          .createTable('platform_jobs')
          .addColumn('name', 'text', (c) => c.primaryKey())
          .addColumn('next_due', 'text', (c) => c.notNull())
          .addColumn('lease_owner', 'text')
          .addColumn('lease_until', 'text')
          .addColumn('last_start', 'text')
          .addColumn('last_finish', 'text')
          .addColumn('last_outcome', 'text')
          .addColumn('last_error', 'text')
          .addColumn('failures', 'integer', (c) => c.notNull().defaultTo(0))
          .execute();
      },
    },
  },
};

export const iso = (ms: number): string => new Date(ms).toISOString();

/** Enters a job that is new, and applies its catch-up rule to one whose turn passed unnoticed. */
export async function enter(tx: Kysely<JobTables>, job: Job, now: number, jitter: number): Promise<number> {
  const row = await tx
    .selectFrom('platform_jobs')
    .selectAll()
    .where('name', '=', job.name)
    .executeTakeFirst();
  const later = now + job.everyMs + jitter;
  if (row === undefined) {
    const due = job.catchUp === 'once' ? now : later;
    await tx
      .insertInto('platform_jobs')
      .values({ name: job.name, next_due: iso(due), failures: 0 })
      .execute();
    return due;
  }
  const planned = Date.parse(row.next_due);
  let due = planned;
  if (planned <= now) due = job.catchUp === 'once' ? now : later;
  // The job runs more often than it did when this was planned.
  else if (planned > later) due = later;
  if (due !== planned) {
    await tx
      .updateTable('platform_jobs')
      .set({ next_due: iso(due) })
      .where('name', '=', job.name)
      .execute();
  }
  return due;
}

/** When a claim failed: why, and when to look again. */
export type Claim =
  | { readonly taken: true }
  | { readonly taken: false; readonly held: boolean; readonly due: number };

/** The longest that a turn can lie ahead: the interval and its jitter. */
export const longestWait = (job: Pick<Job, 'everyMs'>): number => Math.ceil(job.everyMs * 1.1);

/**
 * Takes the lease of a job that is due, or of any job that nobody holds when `force` is set. A turn or a
 * lease further ahead than any could be was written while the clock was wrong, and counts for nothing.
 */
export async function claim(
  tx: Kysely<JobTables>,
  { name, everyMs }: Pick<Job, 'name' | 'everyMs'>,
  at: { readonly owner: string; readonly now: number; readonly leaseMs: number; readonly force: boolean },
): Promise<Claim> {
  const row = await tx
    .selectFrom('platform_jobs')
    .selectAll()
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
  const heldUntil = row.lease_until === null ? 0 : Date.parse(row.lease_until);
  const due = Date.parse(row.next_due);
  // Twice: the clocks of several processes differ a little.
  if (heldUntil > at.now && heldUntil <= at.now + 2 * at.leaseMs)
    return { taken: false, held: true, due: Math.max(heldUntil, due) };
  const ahead = due > at.now && due <= at.now + longestWait({ everyMs });
  if (ahead && !at.force) return { taken: false, held: false, due };
  const interrupted = row.lease_owner === null ? {} : { last_outcome: 'interrupted' as const };
  await tx
    .updateTable('platform_jobs')
    .set({
      ...interrupted,
      lease_owner: at.owner,
      lease_until: iso(at.now + at.leaseMs),
      last_start: iso(at.now),
      last_finish: null,
    })
    .where('name', '=', name)
    .execute();
  return { taken: true };
}

/** Lengthens a lease. False when another process has taken it meanwhile. */
export async function renew(
  tx: Kysely<JobTables>,
  name: string,
  owner: string,
  until: number,
): Promise<boolean> {
  const result = await tx
    .updateTable('platform_jobs')
    .set({ lease_until: iso(until) })
    .where('name', '=', name)
    .where('lease_owner', '=', owner)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Gives the lease back and says how the run ended; nothing when the lease was lost meanwhile. */
export async function finish(
  tx: Kysely<JobTables>,
  name: string,
  owner: string,
  end: {
    readonly at: number;
    readonly due: number;
    readonly outcome: JobOutcome;
    readonly error?: string;
    readonly failures: number;
  },
): Promise<void> {
  await tx
    .updateTable('platform_jobs')
    .set({
      lease_owner: null,
      lease_until: null,
      last_finish: iso(end.at),
      last_outcome: end.outcome,
      last_error: end.error?.slice(0, 1000) ?? null,
      failures: end.failures,
      next_due: iso(end.due),
    })
    .where('name', '=', name)
    .where('lease_owner', '=', owner)
    .execute();
}
