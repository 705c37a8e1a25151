import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '#platform/log/index.ts';
import { type Pauses, pauseMs } from '../../core/pauses.ts';
import type { EvidenceLog } from '../../ports.ts';

/** Whoever takes every record in order, from its own place: a store, the detection. */
export type Consumer = {
  readonly name: string;
  /** First place of the log that it has not taken; asked at the start and after each failure. */
  position(): Promise<number>;
  /**
   * Takes some records from place `from` on and keeps as its position where they end, both across kill -9.
   * Called again with records that it has, after a crash or a failure.
   * @returns the place behind the last that it took
   */
  take(from: number, signal: AbortSignal): Promise<number>;
};

export type FollowerState = {
  readonly name: string;
  readonly position: number;
  /** Records in the log that were not taken yet. */
  readonly lag: number;
  readonly failures: number;
  /** Of the attempt that failed last; cleared by the next that does not. */
  readonly lastError: string | null;
};

export type Follower = { readonly state: () => FollowerState; stop(): Promise<void> };

/** Records that a follower takes at once. */
export const recordsAtOnce = 1_000;
/** Between two steps that take little: what comes one by one is taken together, and is found soon all the same. */
const gatherMs = 100;
const pauses: Pauses = { firstMs: 200, longestMs: 10_000 };

/**
 * Feeds a consumer from its place in the evidence log until stopped. What the consumer fails on is tried
 * again with growing pauses, never skipped: the log keeps it.
 */
export function follow(
  deps: {
    readonly evidence: Pick<EvidenceLog, 'size' | 'firstKept' | 'longerThan'>;
    readonly log: Log;
  },
  consumer: Consumer,
): Follower {
  const { evidence, log } = deps;
  const stopping = new AbortController();
  const { signal } = stopping;
  let position = 0;
  let begunAt = Number.NEGATIVE_INFINITY;
  let failures = 0;
  let lastError: string | null = null;

  async function step(): Promise<void> {
    await evidence.longerThan(position, signal);
    const soon = begunAt + gatherMs - performance.now();
    if (soon > 0 && evidence.size() - position < recordsAtOnce) await wait(soon, undefined, { signal });
    if (signal.aborted) return;
    begunAt = performance.now();
    const from = Math.max(position, evidence.firstKept());
    position = await consumer.take(from, signal);
  }

  async function run(): Promise<void> {
    let known = false;
    while (!signal.aborted) {
      try {
        if (!known) position = await consumer.position();
        known = true;
        await step();
        failures = 0;
        lastError = null;
      } catch (error) {
        if (signal.aborted) return;
        known = false;
        failures++;
        lastError = error instanceof Error ? error.message : String(error);
        log.error(
          { consumer: consumer.name, position, err: error },
          'audit records were not taken; tried again',
        );
        await wait(pauseMs(pauses, failures, Math.random()), undefined, { signal }).catch(() => {});
      }
    }
  }

  const running = run();
  return {
    state: () => ({
      name: consumer.name,
      position,
      lag: Math.max(0, evidence.size() - position),
      failures,
      lastError,
    }),
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
