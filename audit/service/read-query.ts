import type { Clock } from '#platform/kernel/clock.ts';
import { offsetAt } from '../core/parse/time.ts';
import type { Query } from '../core/query/ast.ts';
import { parseQuery } from '../core/query/parse.ts';

/**
 * Reads what a person typed: times without a zone are local time, `now` is the present, or `at` (ms) for what
 * was typed earlier. The same text means the same wherever it is typed.
 * @throws audit.query-…
 */
export type ReadQuery = (text: string, at?: number) => Query;

/** @param timeZone of the people who type (IANA) */
export function queryReader({ clock, timeZone }: { clock: Clock; timeZone: string }): ReadQuery {
  return (text, at = clock.now().getTime()) =>
    parseQuery(text, { utcOffset: offsetAt(timeZone, at), now: at });
}
