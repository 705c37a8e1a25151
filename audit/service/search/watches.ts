import { createHash } from 'node:crypto';
import { type Actor, actorRef } from '#platform/kernel/actor.ts';

/** Places of all sessions together; who is pushed out is recorded once more. */
const mostPlaces = 10_000;

/** The places in the log that recorded watches were given: who asks on from there is on record already. */
export type Watches = {
  /** Whether this session was given this place for this query. */
  continues(actor: Actor, query: string, after: number): boolean;
  give(actor: Actor, query: string, last: number): void;
};

/** Kept in memory only: after a start each watch is recorded anew. */
export function createWatches(): Watches {
  const places = new Set<string>();
  const keyOf = (actor: Actor, query: string, place: number): string => {
    const { id, sessionId } = actorRef(actor);
    return createHash('sha256')
      .update(JSON.stringify([id, sessionId, query, place]))
      .digest('base64');
  };
  return {
    continues: (actor, query, after) => places.has(keyOf(actor, query, after)),
    give(actor, query, last) {
      const key = keyOf(actor, query, last);
      places.delete(key);
      places.add(key);
      if (places.size > mostPlaces) places.delete(places.values().next().value!);
    },
  };
}
