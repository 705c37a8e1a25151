import { auditErrors } from '../errors.ts';
import type { Segment } from './segment.ts';

/** Six months, as the rules of graded protection ask at least. */
export const leastRetentionDays = 180;

/** What must stay, whatever its age; times in ms since 1970 UTC by receipt, both ends included. */
export type LegalHold = { readonly from: number; readonly to: number };

/** Records received before a moment (ms since 1970 UTC), or before a place in the log. */
export type PruneLimit = { readonly before: number } | { readonly index: number };

/**
 * Up to which record whole segments may go: from the front, ended before the limit, older than the least
 * retention, under no hold. The last segment stays.
 * @param now ms since 1970 UTC
 * @param safeUpTo records before it are not needed to open the log again
 * @returns the first record that stays
 * @throws audit.retention-too-short when the limit asks for what is younger
 */
export function firstToKeep(
  segments: readonly Segment[],
  limit: PruneLimit,
  holds: readonly LegalHold[],
  now: number,
  safeUpTo: number,
): number {
  const youngest = now - leastRetentionDays * 86_400_000;
  if ('before' in limit && limit.before > youngest) {
    const days = Math.floor((now - limit.before) / 86_400_000);
    throw auditErrors['retention-too-short']({ least: leastRetentionDays, days });
  }
  let keep = segments[0]?.first ?? 0;
  for (const [i, { minReceived: oldest, maxReceived: latest }] of segments.entries()) {
    const next = segments[i + 1];
    if (!next || next.first > safeUpTo) break;
    const asked = 'before' in limit ? latest < limit.before : next.first <= limit.index;
    if (!asked || latest >= youngest) break;
    if (holds.some(({ from, to }) => from <= latest && to >= oldest)) break;
    keep = next.first;
  }
  return keep;
}
