/** Pauses between tries: about the first, doubled up to the longest. ms */
export type Pauses = { readonly firstMs: number; readonly longestMs: number };

/**
 * How long to wait before the next try, with up to half of it by chance so that many do not come back at the
 * same moment.
 * @param failures tries that failed in a row, from 1
 * @param random from 0 up to, not including, 1
 * @returns ms
 */
export function pauseMs({ firstMs, longestMs }: Pauses, failures: number, random: number): number {
  const whole = Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 30));
  return whole / 2 + (whole / 2) * random;
}
