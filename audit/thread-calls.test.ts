import { Worker } from 'node:worker_threads';
import { afterEach, expect, it } from 'vitest';
import { type AnsweringThread, startThread } from './thread-calls.ts';

/** Adds up what it is told; `die` ends it in the middle, `fail` is its own fault. */
const code = `
const { parentPort } = require('node:worker_threads');
let sum = 0;
parentPort.on('message', (message) => {
  if (message === 'end') return parentPort.close();
  if (typeof message === 'number') { sum += message; return; }
  const { call, body } = message;
  if (body === 'die') process.exit(1);
  if (body === 'throw') throw new Error('unexpected');
  parentPort.postMessage(body === 'fail' ? { call, fault: 'its own' } : { call, value: sum });
});`;

let thread: AnsweringThread<string, number>;
const errors: string[] = [];
const begun: number[] = [];
const start = () => {
  errors.length = 0;
  begun.length = 0;
  thread = startThread<string, number>(() => new Worker(code, { eval: true }), {
    goneFault: ({ message }) => `gone: ${message}`,
    begin(tell) {
      begun.push(begun.length);
      tell(40);
    },
    onError: ({ message }) => errors.push(message),
  });
};
afterEach(() => thread.stop());

it('is told what it has to know first, answers, and fails with its own fault', async () => {
  start();
  thread.tell(2);
  expect(await thread.ask('sum')).toBe(42);
  await expect(thread.ask('fail')).rejects.toBe('its own');
  expect(thread.waiting()).toBe(0);
});

it.each(['die', 'throw'])(
  'fails what was asked of one that ends (%s), and is followed by another',
  async (how) => {
    start();
    const [one, other] = [thread.ask(how), thread.ask('sum')];
    await expect(one).rejects.toMatch(/^gone: /);
    await expect(other).rejects.toMatch(/^gone: /);
    expect(thread.waiting()).toBe(Number.POSITIVE_INFINITY);
    await expect(thread.ask('sum')).rejects.toMatch(/^gone: /);
    await expect.poll(() => thread.ask('sum').catch(() => 'gone'), { timeout: 10_000 }).toBe(40);
    expect(begun).toHaveLength(2);
    expect(errors).toEqual(how === 'throw' ? ['unexpected'] : []);
  },
);

it('ends for good, also when it ended in an error before', async () => {
  start();
  const asked = thread.ask('throw');
  const stopped = thread.stop();
  await expect(asked).rejects.toMatch(/^gone: /);
  await stopped;
  await thread.stop();
});
