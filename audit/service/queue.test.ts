import { describe, expect, it } from 'vitest';
import { createLog } from '#platform/log/index.ts';
import { auditErrors } from '../errors.ts';
import { createQueue } from './queue.ts';

type Job = { readonly id: string; state: string };

/** A table of jobs, and a queue whose work ends when `finish` is called or the signal aborts. */
function world(ids: readonly string[]) {
  const table: Job[] = ids.map((id) => ({ id, state: 'waiting' }));
  const begun: string[] = [];
  const finish = new Map<string, (error?: unknown) => void>();
  const queue = createQueue<Job>({
    name: 'job',
    log: createLog({ level: 'silent' }),
    async claim() {
      const next = table.find(({ state }) => state === 'waiting' || state === 'running');
      if (next) next.state = 'running';
      return next;
    },
    async make(job, signal) {
      begun.push(job.id);
      await new Promise<void>((resolve, reject) => {
        finish.set(job.id, (error) => (error === undefined ? resolve() : reject(error)));
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      });
      job.state = 'done';
    },
    async giveUp(job, reason) {
      job.state = reason ?? 'cancelled';
    },
  });
  const isBegun = (id: string) => expect.poll(() => begun.at(-1)).toBe(id);
  const states = () => table.map(({ state }) => state);
  return { queue, finish, isBegun, begun, states };
}

const never = new AbortController().signal;

describe('a queue', () => {
  it('makes the oldest first, one at a time; one that fails does not hold up the next', async () => {
    const { queue, finish, isBegun, states } = world(['a', 'b', 'c']);
    const work = queue.work(never);
    await isBegun('a');
    expect(states()).toEqual(['running', 'waiting', 'waiting']);
    finish.get('a')!();
    await isBegun('b');
    finish.get('b')!(auditErrors['check-running']());
    await isBegun('c');
    finish.get('c')!(new Error('away'));
    await work;
    expect(states()).toEqual(['done', auditErrors['check-running'].spec.zh, 'Error: away']);
  });

  it('ends what is cancelled, and nothing else', async () => {
    const { queue, finish, isBegun, states } = world(['a', 'b']);
    const work = queue.work(never);
    await isBegun('a');
    await queue.cancel('b');
    expect(states()).toEqual(['running', 'waiting']);
    await queue.cancel('a');
    await isBegun('b');
    finish.get('b')!();
    await work;
    expect(states()).toEqual(['cancelled', 'done']);
  });

  it.each(['stop', 'signal'])('leaves what is under way to the next turn: %s', async (how) => {
    const { queue, finish, isBegun, begun, states } = world(['a', 'b']);
    const turn = new AbortController();
    const work = queue.work(turn.signal);
    await isBegun('a');
    if (how === 'stop') await queue.stop();
    else turn.abort();
    await work;
    expect(states()).toEqual(['running', 'waiting']);
    const next = queue.work(never);
    await expect.poll(() => begun).toEqual(['a', 'a']);
    finish.get('a')!();
    await isBegun('b');
    finish.get('b')!();
    await next;
    expect(states()).toEqual(['done', 'done']);
  });
});
