import { type Actor, authorise, may } from '#platform/kernel/actor.ts';
import type { Query } from '../../core/query/ast.ts';
import { ownSource } from '../../core/record.ts';

const auditorsOnly: Query = {
  kind: 'and',
  items: [
    { kind: 'keyword', field: 'anmin.source', value: ownSource },
    { kind: 'wildcard', field: 'event.action', parts: ['audit.', ''] },
    { kind: 'keyword', field: 'anmin.event.actor.kind', value: 'person' },
  ],
};

/**
 * What of the records an actor may see (三员分立): those who read the audit see all; the security
 * administrator sees what these did; all others nothing.
 * @returns the query, narrowed
 * @throws common.forbidden
 */
export function withinSight(actor: Actor, query: Query): Query {
  authorise(actor, 'audit.events.search');
  if (may(actor, 'audit.events.read')) return query;
  authorise(actor, 'audit.auditors.read');
  return { kind: 'and', items: [auditorsOnly, query] };
}
