import { createListener, httpDefaults } from '#platform/http/index.ts';
import { collectWorld, everybody, silentLog, type WorldOptions } from './testing.ts';

type Sent = { readonly status: number; readonly body: Record<string, unknown>; readonly headers: Headers };

export type BulkDoor = Awaited<ReturnType<typeof openBulkDoor>>;

/** Collecting behind a listener on loopback, as senders of bodies reach it. */
export async function openBulkDoor(options: WorldOptions = {}) {
  const w = await collectWorld(options);
  const listener = await createListener({
    log: silentLog,
    config: httpDefaults,
    sessions: async () => undefined,
  });
  listener.mount('', w.senderRoutes());
  listener.mount('/api/audit', w.routes);
  const base = `http://127.0.0.1:${await listener.listen({ host: '127.0.0.1', port: 0 })}`;
  return {
    w,
    base,
    /** Makes a source. @returns the token of its sender */
    async source(id: string, kind: 'bulk' | 'elastic'): Promise<string> {
      await w.service.sources.create(everybody, { id, title: id, class: 'business', kind });
      return (await w.service.sources.assign(everybody, id, { kind: 'token' })).token!;
    },
    async post(path: string, token: string, body: string | Buffer, headers = {}): Promise<Sent> {
      const answer = await fetch(base + path, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson', ...headers },
        body: body as unknown as string,
      });
      return { status: answer.status, body: (await answer.json()) as Sent['body'], headers: answer.headers };
    },
    async close(): Promise<void> {
      await listener.close();
      await w.close();
    },
  };
}
