import { type Span, writeRange } from '../audit-search/view.ts';

/** The address where an export of what a search found is asked for. */
export function exportLink(query: string, span: Span): string {
  return `/audit/evidence?${new URLSearchParams({ view: 'exports', export: '1', q: query, range: writeRange(span) })}`;
}
