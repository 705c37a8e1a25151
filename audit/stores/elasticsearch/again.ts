import { setTimeout as wait } from 'node:timers/promises';
import { type Pauses, pauseMs } from '../../core/pauses.ts';

/** Waits before attempt `failures + 1`. @throws signal.reason */
export async function pause(pauses: Pauses, failures: number, signal: AbortSignal): Promise<void> {
  await wait(pauseMs(pauses, failures, Math.random()), undefined, { signal }).catch(() => {});
  signal.throwIfAborted();
}
