import type { Found } from '../audit-search/queries.ts';

/**
 * Moments counted in `most` stretches of the same length between the first and the last of them; none when all
 * of them are one moment.
 */
export function bucketsOf(times: readonly number[], most: number): Found['histogram'] {
  const known = times.filter(Number.isFinite);
  const first = Math.min(...known);
  const last = Math.max(...known);
  if (known.length === 0 || first === last) return [];
  const length = Math.max(1000, Math.ceil((last - first + 1) / most));
  const counts = Array.from({ length: Math.floor((last - first) / length) + 1 }, () => 0);
  for (const time of known) counts[Math.floor((time - first) / length)]! += 1;
  return counts.map((count, index) => ({ from: first + index * length, count }));
}
