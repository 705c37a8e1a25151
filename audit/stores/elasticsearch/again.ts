import { setTimeout as wait } from 'node:timers/promises';

/** Pauses between attempts: the first, doubled up to the longest, each with up to half of it by chance. */
export type Pauses = { readonly firstMs: number; readonly longestMs: number };

/** Waits before attempt `failures + 1`. @throws signal.reason */
export async function pause(
  { firstMs, longestMs }: Pauses,
  failures: number,
  signal: AbortSignal,
): Promise<void> {
  const whole = Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 20));
  await wait(whole / 2 + (Math.random() * whole) / 2, undefined, { signal }).catch(() => {});
  signal.throwIfAborted();
}
