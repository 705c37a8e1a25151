import { type Actor, actorRef } from '#platform/kernel/actor.ts';
import { textAt } from '../../core/alerts/grouping.ts';
import { ownSource } from '../../core/record.ts';
import { type AlertRow, eventsOfAlert } from '../../store/alerts.ts';
import type { Db } from '../../store/db.ts';
import type { EventReader } from '../../stores/reader.ts';

/** Newest events of an alert that are asked whom they are about. */
const askedEvents = 50;
const patienceMs = 10_000;

/**
 * Whether an alert is about the one who wants to decide it: by the account in the events of Anmin itself that
 * it stands on; by its name where none of them is there any more or none says an account.
 */
export async function isAbout(
  deps: { readonly reader: () => EventReader },
  db: Db,
  actor: Actor,
  alert: AlertRow,
): Promise<boolean> {
  const { id, name } = actorRef(actor);
  const signal = AbortSignal.timeout(patienceMs);
  let said = false;
  for (const { event_id: eventId } of await eventsOfAlert(db, alert.id, askedEvents)) {
    const found = await deps.reader().get(eventId, signal);
    if (found === null || textAt(found.fields, 'anmin.source') !== ownSource) continue;
    const account = textAt(found.fields, 'user.id');
    if (account === id) return true;
    said ||= account !== null;
  }
  return !said && alert.user_name === name;
}
