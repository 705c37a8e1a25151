import type { Static } from 'typebox';
import type { EventLog } from '#platform/events/index.ts';
import { type Actor, actorRef, authorise } from '#platform/kernel/actor.ts';
import type { Clock } from '#platform/kernel/clock.ts';
import { auditErrors } from '../../errors.ts';
import type { AlertDecision } from '../../schemas.ts';
import type { AlertRow } from '../../store/alerts.ts';
import { updateAlert } from '../../store/alerts.ts';
import type { Db } from '../../store/db.ts';
import { recordEvent } from '../record-event.ts';

/**
 * Closes an alert with a verdict, in the transaction of the caller, and records it; a later match opens a new one.
 * @param own whether the alert is about the actor
 * @throws audit.alert-closed, audit.alert-own, common.forbidden
 */
export async function closeAlert(
  deps: { readonly events: EventLog; readonly clock: Clock },
  tx: Db,
  actor: Actor,
  row: AlertRow,
  decision: Static<typeof AlertDecision>,
  own: boolean,
): Promise<AlertRow> {
  authorise(actor, 'audit.alerts.decide');
  if (row.state === 'closed') throw auditErrors['alert-closed']({ by: row.closed_by });
  if (own) throw auditErrors['alert-own']();
  const closed = {
    state: 'closed',
    closed_at: deps.clock.now().toISOString(),
    closed_by: actorRef(actor).name,
    ...decision,
  };
  await updateAlert(tx, row.id, closed);
  await recordEvent(deps.events, tx, actor, {
    name: 'audit.alert.closed',
    subject: { kind: 'alert', id: row.id, label: row.title },
    data: { ...decision, ruleId: row.rule_id },
  });
  return { ...row, ...closed };
}
