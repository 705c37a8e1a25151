const firstMs = 500;
const longestMs = 60_000;

/**
 * Pauses between tries: each up to twice as long as the one before, at most a minute, with jitter so that
 * many agents do not come back at the same moment.
 * @param random from 0 up to, not including, 1
 */
export function createPauses(random: () => number) {
  let tries = 0;
  return {
    /** ms until the next try; `atLeast` is what the other side asked for. */
    next(atLeast = 0): number {
      const most = Math.min(longestMs, firstMs * 2 ** tries);
      tries = Math.min(tries + 1, 20);
      return Math.max(Math.min(atLeast, longestMs), most / 2 + (most / 2) * random());
    },
    reset(): void {
      tries = 0;
    },
  };
}
