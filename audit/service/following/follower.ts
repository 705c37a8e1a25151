import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '#platform/log/index.ts';
import { type Pauses, pauseMs } from '../../core/pauses.ts';
import type { EventDocument } from '../../core/record.ts';
import type { EvidenceLog } from '../../ports.ts';
import type { Documents } from './documents.ts';

/** Whoever takes every event in order, from its own place: a store, the detection. */
export type Consumer = {
  readonly name: string;
  /** First place of the log that it has not taken; read once at the start. */
  position(): Promise<number>;
  /**
   * Takes documents that end before place `next` and keeps `next` as its position, both across kill -9.
   * Called again with the same documents after a crash or a failure.
   */
  take(documents: readonly EventDocument[], next: number, signal: AbortSignal): Promise<void>;
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

const batchSize = 2_000;
const pauses: Pauses = { firstMs: 200, longestMs: 10_000 };

/**
 * Feeds a consumer from its place in the evidence log until stopped. What the consumer fails on is tried
 * again with growing pauses, never skipped: the log keeps it.
 */
export function follow(
  deps: {
    readonly evidence: Pick<EvidenceLog, 'size' | 'firstKept' | 'longerThan'>;
    readonly documents: Documents;
    readonly log: Log;
  },
  consumer: Consumer,
): Follower {
  const { evidence, documents, log } = deps;
  const stopping = new AbortController();
  const { signal } = stopping;
  let position = 0;
  let failures = 0;
  let lastError: string | null = null;

  async function step(): Promise<void> {
    await evidence.longerThan(position, signal);
    if (signal.aborted) return;
    const from = Math.max(position, evidence.firstKept());
    const batch = await documents.read(from, batchSize);
    const next = from + batch.length;
    await consumer.take(batch, next, signal);
    position = next;
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
