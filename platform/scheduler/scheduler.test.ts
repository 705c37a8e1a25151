import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Job } from '../kernel/domain.ts';
import { openStorage, type Storage } from '../storage/index.ts';
import { temporaryStorage } from '../storage/testing.ts';
import { createScheduler, type Scheduler, schedulerMigrations } from './index.ts';

const hour = 3_600_000;
let time: number;
const clock = { now: () => new Date(time) };
let storage: Awaited<ReturnType<typeof temporaryStorage>>;
let others: Storage[];
let schedulers: Scheduler[];

beforeEach(async () => {
  time = Date.parse('2030-01-01T00:00:00.000Z');
  storage = await temporaryStorage([schedulerMigrations]);
  others = [];
  schedulers = [];
});
afterEach(async () => {
  for (const scheduler of schedulers) await scheduler.stop(0);
  for (const other of others) await other.close();
  await storage.close();
});

/** A scheduler that looks only when the test says so; `second` opens the database once more, as another process would. */
async function scheduler(jobs: readonly Job[], more: { second?: boolean; random?: () => number } = {}) {
  const on = more.second ? await openStorage({ file: storage.file }) : storage;
  if (more.second) others.push(on);
  const made = createScheduler({ storage: on, clock, tickMs: hour * 24, random: more.random ?? (() => 0) });
  schedulers.push(made);
  await made.start(jobs);
  return made;
}

function job(name: string, run: Job['run'], more: Partial<Job> = {}): Job {
  return { name, everyMs: hour, catchUp: 'skip', timeoutMs: 60_000, run, ...more };
}

/** A job that runs until it is released. */
function slow(name: string, more: Partial<Job> = {}) {
  let release = () => {};
  let runs = 0;
  let most = 0;
  let active = 0;
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const made = job(
    name,
    async () => {
      runs++;
      most = Math.max(most, ++active);
      await gate;
      active--;
    },
    more,
  );
  return { job: made, release: () => release(), runs: () => runs, most: () => most };
}
const state = async (of: Scheduler, name: string) => (await of.states()).find((s) => s.name === name)!;

describe('scheduler', () => {
  it('runs a job at each of its turns and not between', async () => {
    let runs = 0;
    const made = await scheduler([job('a.b', async () => void runs++)]);
    for (const [minutes, expected] of [
      [59, 0],
      [1, 1],
      [30, 1],
      [30, 2],
      [240, 3],
      [0, 3],
    ] as const) {
      time += minutes * 60_000;
      await made.tick();
      expect(runs).toBe(expected);
    }
    expect(await state(made, 'a.b')).toMatchObject({ lastOutcome: 'success', running: false, failures: 0 });
  });

  it('catches up once at start when the rule says so, else waits for the next turn', async () => {
    const ran: string[] = [];
    const list = (['once', 'skip'] as const).map((catchUp) =>
      job(`x.${catchUp}`, async () => void ran.push(catchUp), { catchUp }),
    );
    const first = await scheduler(list);
    await first.tick();
    await expect.poll(() => ran).toEqual(['once']);
    await first.stop();
    time += 5 * hour;
    const second = await scheduler(list);
    await second.tick();
    await expect.poll(() => ran).toEqual(['once', 'once']);
    time += hour;
    await second.tick();
    expect(ran.sort()).toEqual(['once', 'once', 'once', 'skip']);
  });

  it('does not run a job in two processes at a time', async () => {
    const work = slow('x.y');
    const one = await scheduler([work.job]);
    const two = await scheduler([work.job], { second: true });
    time += hour;
    const ticks = [one.tick(), two.tick(), one.tick(), two.tick()];
    await expect.poll(work.runs).toBe(1);
    await expect(one.runNow('x.y')).rejects.toMatchObject({ code: 'scheduler.running' });
    await expect(two.runNow('x.y')).rejects.toMatchObject({ code: 'scheduler.running' });
    expect((await state(two, 'x.y')).running).toBe(true);
    work.release();
    await Promise.all(ticks);
    expect(work.runs()).toBe(1);
    expect(work.most()).toBe(1);
    await Promise.all([one.tick(), two.tick()]);
    expect(work.runs()).toBe(1);
  });

  it('takes over from a process that died, once its lease has lapsed', async () => {
    const dead = slow('x.y');
    const one = await scheduler([dead.job]);
    time += hour;
    void one.tick();
    await expect.poll(dead.runs).toBe(1);
    let runs = 0;
    const two = await scheduler([job('x.y', async () => void runs++)], { second: true });
    time += 59_000;
    await expect(two.runNow('x.y')).rejects.toMatchObject({ code: 'scheduler.running' });
    time += 2000;
    await two.runNow('x.y');
    expect(runs).toBe(1);
    const before = await state(two, 'x.y');
    dead.release();
    await one.stop();
    // The one that lost its lease no longer writes about the job.
    expect(await state(two, 'x.y')).toEqual(before);
  });

  it('runs a job at once when asked, and plans the next turn from there', async () => {
    let runs = 0;
    const made = await scheduler([job('x.y', async () => void runs++)]);
    time += 60_000;
    const after = await made.runNow('x.y');
    expect(runs).toBe(1);
    expect(after).toMatchObject({ lastOutcome: 'success', nextDue: '2030-01-01T01:01:00.000Z' });
    await expect(made.runNow('x.z')).rejects.toMatchObject({ code: 'scheduler.unknown' });
  });

  it('aborts a run that takes too long and says so', async () => {
    const hang = job(
      'x.y',
      (signal) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('gone')))),
      {
        timeoutMs: 50,
      },
    );
    const made = await scheduler([hang]);
    const after = await made.runNow('x.y');
    expect(after).toMatchObject({ lastOutcome: 'timed-out', failures: 1, running: false });
    expect(after.lastError).toContain('0.05 s');
  });

  it('keeps the error of a failed run and tries again sooner, ever more patiently', async () => {
    let fails = true;
    const made = await scheduler([
      job('x.y', async () => {
        if (fails) throw new Error('no disk');
      }),
    ]);
    await made.runNow('x.y');
    expect(await state(made, 'x.y')).toMatchObject({
      lastOutcome: 'failure',
      lastError: 'no disk',
      failures: 1,
      nextDue: '2030-01-01T00:00:30.000Z',
    });
    time += 30_000;
    await made.tick();
    expect(await state(made, 'x.y')).toMatchObject({ failures: 2, nextDue: '2030-01-01T00:01:30.000Z' });
    fails = false;
    time += 60_000;
    await made.tick();
    expect(await state(made, 'x.y')).toMatchObject({ lastOutcome: 'success', failures: 0 });
    expect((await state(made, 'x.y')).lastError).toBeUndefined();
  });

  it('spreads the turns by up to a tenth', async () => {
    const made = await scheduler([job('x.y', async () => {})], { random: () => 0.999999 });
    expect((await state(made, 'x.y')).nextDue).toBe('2030-01-01T01:05:59.999Z');
  });

  it('waits for a run under way when it is stopped, and starts nothing more', async () => {
    const work = slow('x.y');
    const made = await scheduler([work.job]);
    const run = made.runNow('x.y');
    await expect.poll(work.runs).toBe(1);
    let stopped = false;
    const stopping = made.stop().then(() => {
      stopped = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(stopped).toBe(false);
    work.release();
    await Promise.all([run, stopping]);
    await expect(made.runNow('x.y')).rejects.toMatchObject({ code: 'scheduler.running' });
    time += 10 * hour;
    await made.tick();
    expect(work.runs()).toBe(1);
  });

  it('goes on when the clock was a year ahead and was set right', async () => {
    let runs = 0;
    const right = time;
    time += 365 * 24 * hour;
    const made = await scheduler([job('x.y', async () => void runs++)]);
    time += hour;
    await made.tick();
    expect(runs).toBe(1);
    time = right;
    await made.tick();
    expect(runs).toBe(2);
    await made.tick();
    expect(runs).toBe(2);
  });

  it('takes over a lease from a time that is not here yet, left by a process that was killed', async () => {
    const right = time;
    time += 365 * 24 * hour;
    const killed = slow('x.y');
    const first = await scheduler([killed.job], { second: true });
    const lost = first.runNow('x.y');
    await expect.poll(killed.runs).toBe(1);
    time = right;
    let runs = 0;
    const made = await scheduler([job('x.y', async () => void runs++)]);
    time += 1.1 * hour;
    await made.tick();
    expect(runs).toBe(1);
    killed.release();
    await lost;
  });

  it('refuses two jobs of one name', async () => {
    const twice = job('x.y', async () => {});
    await expect(scheduler([twice, twice])).rejects.toMatchObject({ code: 'scheduler.duplicate' });
  });
});
