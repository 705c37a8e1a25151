import { setTimeout as wait } from 'node:timers/promises';
import type { EventReader } from '../../stores/reader.ts';
import { type DaySummary, summaryBuilder } from './summary.ts';

const pageSize = 1_000;
/** A store may find what it took a little later; so long without anything new means that there is no more. */
const settleMs = 10_000;

/**
 * Reads the events of a store from place `first` of the log up to `end` (without it) and sums them up by day.
 * @param onRead told the place up to which was read
 * @throws signal.reason
 */
export async function summarise(
  reader: Pick<EventReader, 'tail'>,
  { first, end }: { readonly first: number; readonly end: number },
  onRead: (place: number) => void,
  signal: AbortSignal,
): Promise<readonly DaySummary[]> {
  const summary = summaryBuilder();
  let after = first - 1;
  let waited = 0;
  while (after < end - 1) {
    const { items, last } = await reader.tail({ kind: 'all' }, { after, limit: pageSize }, signal);
    summary.add(items.filter(({ index }) => index < end));
    if (last > after) {
      after = last;
      waited = 0;
      onRead(Math.min(after + 1, end));
    } else if (waited >= settleMs) break;
    else {
      await wait(200, undefined, { signal });
      waited += 200;
    }
  }
  return summary.days();
}
