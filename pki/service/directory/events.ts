import { type Actor, actorRef } from '#platform/kernel/actor.ts';
import type { JsonObject, NewEvent } from '#platform/kernel/event.ts';
import type { PkiEventName } from '../../events.ts';
import type { HolderRow, OrganisationRow } from '../../store/directory.ts';

export function organisationEvent(
  name: PkiEventName,
  actor: Actor,
  { id, name: label, code, level, parent_id }: OrganisationRow,
  data: JsonObject = {},
): NewEvent {
  return {
    name,
    actor: actorRef(actor),
    subject: { kind: 'organisation', id, label },
    outcome: 'success',
    data: { code, level, parentId: parent_id, ...data },
  };
}

export function holderEvent(
  name: PkiEventName,
  actor: Actor,
  { id, name: label, kind, number, organisation_id }: HolderRow,
  data: JsonObject = {},
): NewEvent {
  return {
    name,
    actor: actorRef(actor),
    subject: { kind: 'holder', id, label },
    outcome: 'success',
    data: { kind, number, organisationId: organisation_id, ...data },
  };
}
