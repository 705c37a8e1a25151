import type { EventLog } from '#platform/events/index.ts';
import { systemActor } from '#platform/kernel/actor.ts';
import type { Clock } from '#platform/kernel/clock.ts';
import { newId } from '#platform/kernel/ids.ts';
import {
  type AlertLevel,
  alertLevels,
  groupKey,
  groupWindowMs,
  subjectOf,
} from '../../core/alerts/grouping.ts';
import { classOf, type EventDocument } from '../../core/record.ts';
import { extendAlert, findGroup, insertAlert, linkEvents } from '../../store/alerts.ts';
import type { Db } from '../../store/db.ts';
import { recordEvent } from '../record-event.ts';

/** What a rule found: the event that completed it and all that led to it. */
export type Match = {
  readonly ruleId: string;
  readonly title: string;
  readonly level: AlertLevel;
  readonly document: EventDocument;
  /** Ids of earlier events that a correlation counted; without that of `document`. */
  readonly earlier: readonly string[];
};

/** Events by alert. */
export type Linked = Map<string, Set<string>>;

const detection = systemActor('audit.detection', []);

/**
 * Notes a match, within the transaction that moves the detection on: into the alert of its group while
 * that is fresh, else as a new alert with its event. What an exception covers is kept as suppressed.
 * @param exceptionId the exception that covers it
 * @param linked what alerts got already while these matches are recorded
 * @returns false when the alert has all of it already: it was detected again after a crash
 */
export async function recordMatch(
  deps: { readonly events: EventLog; readonly clock: Clock },
  tx: Db,
  match: Match,
  exceptionId: string | null,
  linked: Linked,
): Promise<boolean> {
  const { document } = match;
  const at = String(document.fields['@timestamp']);
  const subject = subjectOf(document.fields);
  const key = groupKey(match.ruleId, subject);
  const state = exceptionId === null ? 'open' : 'suppressed';
  const since = new Date(Date.parse(at) - groupWindowMs).toISOString();
  const ids = [document.id, ...match.earlier];

  const group = await findGroup(tx, { key, state, exceptionId, since });
  if (group !== undefined) {
    // Matches of a correlation repeat what the ones before them counted.
    const known = linked.get(group.id) ?? new Set<string>();
    linked.set(group.id, known);
    const more = ids.filter((each) => !known.has(each));
    if (more.length === 0) return false;
    for (const each of more) known.add(each);
    const added = await linkEvents(
      tx,
      group.id,
      more.map((each) => ({ id: each, at })),
    );
    if (added === 0) return false;
    await extendAlert(tx, group.id, { firstAt: at, lastAt: at });
    return true;
  }
  const id = newId();
  await insertAlert(tx, {
    id,
    rule_id: match.ruleId,
    title: match.title,
    level: match.level,
    severity: alertLevels.indexOf(match.level),
    class: classOf(document.fields),
    group_key: key,
    user_name: subject.user,
    address: subject.address,
    host: subject.host,
    state,
    exception_id: exceptionId,
    case_id: null,
    matches: 1,
    first_at: at,
    last_at: at,
    raised_at: deps.clock.now().toISOString(),
    closed_at: null,
    closed_by: null,
    verdict: null,
    comment: null,
  });
  linked.set(id, new Set(ids));
  await linkEvents(
    tx,
    id,
    ids.map((each) => ({ id: each, at })),
  );
  await recordEvent(deps.events, tx, detection, {
    name: exceptionId === null ? 'audit.alert.raised' : 'audit.alert.suppressed',
    subject: { kind: 'alert', id, label: match.title },
    data: { ruleId: match.ruleId, level: match.level, eventId: document.id, ...subject },
  });
  return true;
}
