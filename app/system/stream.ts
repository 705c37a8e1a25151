import type { Events } from '#platform/events/index.ts';
import { Bytes, type Route, route, type Streams } from '#platform/http/index.ts';

/**
 * `/api/system/stream`: tells the console of a signed-in person that something changed, so that it asks
 * again with that person's own rights. Only the kind of thing is told (`pki.request`), never which one.
 */
export function streamRoutes(deps: {
  readonly streams: Streams;
  readonly events: Pick<Events, 'listen'>;
  isLive(sessionId: string): Promise<boolean>;
}): Route[] {
  return [
    route({
      method: 'GET',
      path: 'stream',
      id: 'openStream',
      summary: '变更通知 Server-sent events: what kind of thing changed',
      access: { signedIn: true },
      output: { 200: Bytes('text/event-stream') },
      async handle({ actor, reply }) {
        let stop = () => {};
        const stream = deps.streams.open({
          key: actor.accountId,
          stillAllowed: () => deps.isLive(actor.sessionId),
          onClose: () => stop(),
        });
        stop = deps.events.listen(({ name }) => {
          stream.send({ event: 'change', data: { topic: name.slice(0, name.lastIndexOf('.')) } });
        });
        reply.header('cache-control', 'no-store').header('x-accel-buffering', 'no');
        return stream.body;
      },
    }),
  ];
}
