import { type Actor, actorRef } from '#platform/kernel/actor.ts';
import type { JsonObject, NewEvent } from '#platform/kernel/event.ts';
import type { PkiEventName } from '../../events.ts';
import type { RequestRow } from '../../store/requests.ts';

type About = Pick<RequestRow, 'id' | 'number' | 'kind' | 'profile' | 'holder_id' | 'certificate_id'>;

/** An event about a request; what it is about stands in each of them. */
export function requestEvent(
  name: PkiEventName,
  actor: Actor,
  about: About,
  data: JsonObject = {},
  outcome: NewEvent['outcome'] = 'success',
): NewEvent {
  const { id, number, kind, profile, holder_id: holderId, certificate_id: certificateId } = about;
  return {
    name,
    actor: actorRef(actor),
    subject: { kind: 'request', id, label: number },
    outcome,
    data: { kind, profile, holderId, certificateId, ...data },
  };
}
