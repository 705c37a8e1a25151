import type { Clock } from '../kernel/clock.ts';
import type { Job } from '../kernel/domain.ts';
import { newId } from '../kernel/ids.ts';
import type { Storage } from '../storage/index.ts';
import { schedulerErrors } from './errors.ts';
import { claim, enter, finish, type JobOutcome, type JobTables, longestWait, renew } from './table.ts';

export type JobState = {
  readonly name: string;
  readonly running: boolean;
  readonly nextDue: string;
  readonly lastStart?: string;
  readonly lastFinish?: string;
  readonly lastOutcome?: JobOutcome;
  readonly lastError?: string;
  /** Failed runs since the last success. */
  readonly failures: number;
};

export type Scheduler = {
  /** Enters the jobs, runs what their catch-up rules ask for, and keeps looking. */
  start(jobs: readonly Job[]): Promise<void>;
  /** Runs what is due now and resolves when those runs have ended. The timer calls it. */
  tick(): Promise<void>;
  /**
   * Runs a job at once, due or not; resolves when it has ended.
   * @throws scheduler.unknown, scheduler.running
   */
  runNow(name: string): Promise<JobState>;
  /** Every job that was ever entered. */
  states(): Promise<readonly JobState[]>;
  /** Starts nothing more; waits for runs under way, aborts those that outlast `graceMs`. */
  stop(graceMs?: number): Promise<void>;
};

export type SchedulerOptions = {
  readonly storage: Storage;
  readonly clock: Clock;
  /** How often to look for due jobs. Default 1000. */
  readonly tickMs?: number;
  /** Of 0 to 1; spreads the runs of several processes. Default Math.random. */
  readonly random?: () => number;
  readonly onFailure?: (job: string, error: unknown) => void;
};

const leaseMs = 60_000;
const heartbeatMs = 20_000;
const abortedWaitMs = 5000;

/** Periodic work on the table of `schedulerMigrations`, with one lease a job across all processes. */
export function createScheduler(options: SchedulerOptions): Scheduler {
  const { storage, clock, tickMs = 1000, random = Math.random, onFailure = () => {} } = options;
  const owner = newId();
  const jobs = new Map<string, Job>();
  const due = new Map<string, number>();
  const running = new Map<string, { done: Promise<void>; controller: AbortController }>();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const now = () => clock.now().getTime();
  const jitter = (job: Job) => Math.floor(random() * job.everyMs * 0.1);

  /** Starts a run if the lease can be had. Returns its end, or why not. */
  async function attempt(job: Job, force: boolean): Promise<Promise<void> | 'held' | 'later'> {
    if (running.has(job.name)) return 'held';
    const controller = new AbortController();
    let ended = () => {};
    const done = new Promise<void>((resolve) => {
      ended = resolve;
    });
    // Entered before the claim, so that two attempts of this process cannot both get the lease.
    running.set(job.name, { done, controller });
    const leave = () => {
      running.delete(job.name);
      ended();
    };
    try {
      const at = { owner, now: now(), leaseMs, force };
      const answer = await storage.transaction<JobTables, Awaited<ReturnType<typeof claim>>>((tx) =>
        claim(tx, job, at),
      );
      if (!answer.taken) {
        due.set(job.name, answer.held ? now() + tickMs : answer.due);
        leave();
        return answer.held ? 'held' : 'later';
      }
    } catch (error) {
      leave();
      throw error;
    }
    void perform(job, controller).finally(leave);
    return done;
  }

  async function perform(job: Job, controller: AbortController): Promise<void> {
    const started = now();
    const heart = setInterval(() => {
      storage
        .transaction<JobTables, boolean>((tx) => renew(tx, job.name, owner, now() + leaseMs))
        .then((mine) => mine || controller.abort(new Error('lease lost')))
        .catch((error) => onFailure(job.name, error));
    }, heartbeatMs);
    const limit = setTimeout(() => {
      clearInterval(heart);
      controller.abort(schedulerErrors['timed-out']({ name: job.name, seconds: job.timeoutMs / 1000 }));
    }, job.timeoutMs);
    let failure: unknown;
    try {
      await job.run(controller.signal);
      // What ended well in spite of the abort did end well.
    } catch (error) {
      failure = controller.signal.aborted ? controller.signal.reason : error;
      onFailure(job.name, failure);
    } finally {
      clearInterval(heart);
      clearTimeout(limit);
    }
    await record(job, started, failure).catch((error) => onFailure(job.name, error));
  }

  async function record(job: Job, started: number, failure: unknown): Promise<void> {
    const timedOut = (failure as { code?: string } | undefined)?.code === schedulerErrors['timed-out'].code;
    const next = await storage.transaction<JobTables, number>(async (tx) => {
      const row = await tx
        .selectFrom('platform_jobs')
        .select('failures')
        .where('name', '=', job.name)
        .executeTakeFirstOrThrow();
      const failures = failure === undefined ? 0 : row.failures + 1;
      // A failed run is tried again sooner than its turn, ever more patiently.
      const pause =
        failure === undefined ? job.everyMs : Math.min(job.everyMs, 30_000 * 2 ** Math.min(failures - 1, 10));
      const from = failure === undefined ? started : now();
      const next = Math.max(now(), from + pause) + jitter(job);
      await finish(tx, job.name, owner, {
        at: now(),
        due: next,
        outcome: failure === undefined ? 'success' : timedOut ? 'timed-out' : 'failure',
        error:
          failure === undefined ? undefined : failure instanceof Error ? failure.message : String(failure),
        failures,
      });
      return next;
    });
    due.set(job.name, next);
  }

  async function tick(): Promise<void> {
    if (stopped) return;
    const ready = [...jobs.values()].filter((job) => {
      const wait = (due.get(job.name) ?? 0) - now();
      // Further ahead than any turn: the clock was set back since.
      return wait <= 0 || wait > longestWait(job);
    });
    await Promise.all(
      ready.map(async (job) => {
        try {
          const answer = await attempt(job, false);
          if (typeof answer !== 'string') await answer;
        } catch (error) {
          onFailure(job.name, error);
        }
      }),
    );
  }

  async function states(): Promise<readonly JobState[]> {
    const rows = await storage
      .read<JobTables>()
      .selectFrom('platform_jobs')
      .selectAll()
      .orderBy('name')
      .execute();
    return rows.map((row) => ({
      name: row.name,
      running: row.lease_until !== null && Date.parse(row.lease_until) > now(),
      nextDue: row.next_due,
      ...(row.last_start === null ? {} : { lastStart: row.last_start }),
      ...(row.last_finish === null ? {} : { lastFinish: row.last_finish }),
      ...(row.last_outcome === null ? {} : { lastOutcome: row.last_outcome }),
      ...(row.last_error === null ? {} : { lastError: row.last_error }),
      failures: row.failures,
    }));
  }

  return {
    async start(list) {
      for (const job of list) {
        if (jobs.has(job.name)) throw schedulerErrors.duplicate({ name: job.name });
        jobs.set(job.name, job);
      }
      await storage.transaction<JobTables, void>(async (tx) => {
        for (const job of list) due.set(job.name, await enter(tx, job, now(), jitter(job)));
      });
      // Not unref'd on purpose: a server with jobs stays until it is stopped.
      timer ??= setInterval(() => void tick(), tickMs);
      void tick();
    },
    tick,
    async runNow(name) {
      const job = jobs.get(name);
      if (job === undefined) throw schedulerErrors.unknown({ name });
      const answer = stopped ? 'held' : await attempt(job, true);
      if (typeof answer === 'string') throw schedulerErrors.running({ name });
      await answer;
      return (await states()).find((state) => state.name === name)!;
    },
    states,
    async stop(graceMs = 10_000) {
      stopped = true;
      clearInterval(timer);
      if (await endedWithin(running, graceMs)) return;
      for (const { controller } of running.values()) controller.abort(new Error('stopping'));
      await endedWithin(running, abortedWaitMs);
    },
  };
}

async function endedWithin(
  running: ReadonlyMap<string, { done: Promise<void> }>,
  ms: number,
): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const all = Promise.all([...running.values()].map(({ done }) => done)).then(() => true as const);
  const ended = await Promise.race([all, limit]);
  clearTimeout(timer);
  return ended;
}
