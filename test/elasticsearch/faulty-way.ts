import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What may happen to a bulk on its way to the cluster and back. */
export const ways = {
  /** Nothing. */
  pass: async (bulk) => bulk.answer(await bulk.forward(bulk.lines)),
  /** Too busy; not forwarded. */
  busy: async (bulk) =>
    bulk.say(429, '{"error":{"type":"es_rejected_execution_exception","reason":"queue"}}'),
  /** A balancer that has no node; its page is no JSON. */
  unavailable: async (bulk) => bulk.say(503, '<html>no server is available</html>'),
  /** Taken by the cluster, but the answer is lost. */
  takenThen502: async (bulk) => {
    await bulk.forward(bulk.lines);
    bulk.say(502, 'bad gateway');
  },
  /** The connection ends before anything was forwarded. */
  cut: async (bulk) => bulk.cut(),
  /** The connection ends after the cluster took all. */
  takenThenCut: async (bulk) => {
    await bulk.forward(bulk.lines);
    bulk.cut();
  },
  /** Only the first half reaches the cluster, and only the first half is answered. */
  half: async (bulk) => bulk.answer(await bulk.forward(bulk.firstHalf())),
  /** The first half is taken, the second half is refused item by item as too much. */
  halfBusy: async (bulk) => {
    const { items } = await bulk.forward(bulk.firstHalf());
    const busy = bulk.ids().slice(items.length);
    const error = { type: 'es_rejected_execution_exception', reason: 'queue' };
    const refused = busy.map((_id) => ({ create: { _id, status: 429, error } }));
    bulk.answer({ errors: true, items: [...items, ...refused] });
  },
  /** Never answered. */
  silence: async () => {},
} satisfies Record<string, (bulk: Bulk) => Promise<void>>;

export type Way = keyof typeof ways;

type Item = { readonly create: { readonly _id: string; readonly status: number } };
type Answer = { readonly errors: boolean; readonly items: readonly Item[] };

type Bulk = {
  /** Two for each document. */
  readonly lines: readonly string[];
  firstHalf(): readonly string[];
  ids(): readonly string[];
  forward(lines: readonly string[]): Promise<Answer>;
  answer(answer: Answer): void;
  say(status: number, body: string): void;
  cut(): void;
};

/**
 * A way to a real node on which each bulk meets what `next` says; all else passes. While `away()`, nothing does.
 */
export async function openFaultyWay(node: string, next: () => Way) {
  let away = false;
  let turnedAway = 0;
  const met = new Map<Way, number>();

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const cut = () => request.socket.destroy();
    if (away) {
      turnedAway += 1;
      return void cut();
    }
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts);
    const send = (of: Buffer | string) =>
      fetch(`${node}${request.url}`, {
        method: request.method ?? 'GET',
        // Both name the version that the client speaks.
        headers: {
          'content-type': request.headers['content-type'] ?? 'application/json',
          accept: request.headers.accept ?? '*/*',
        },
        ...(request.method !== 'GET' && request.method !== 'HEAD' && { body: of }),
      });
    const pass = (status: number, text: string) => {
      response.writeHead(status, {
        'content-type': 'application/json',
        'x-elastic-product': 'Elasticsearch',
      });
      response.end(text);
    };
    if (!request.url?.startsWith('/_bulk')) {
      const answer = await send(body);
      return pass(answer.status, await answer.text());
    }
    const lines = body.toString().trimEnd().split('\n');
    const way = next();
    met.set(way, (met.get(way) ?? 0) + 1);
    await ways[way]({
      lines,
      firstHalf: () => lines.slice(0, 2 * Math.ceil(lines.length / 4)),
      ids: () => lines.filter((_, i) => i % 2 === 0).map((line) => JSON.parse(line).create._id as string),
      forward: async (part) => (await (await send(`${part.join('\n')}\n`)).json()) as Answer,
      answer: (answer) => pass(200, JSON.stringify(answer)),
      say: (status, text) => {
        response.writeHead(status, { 'content-type': 'text/plain' });
        response.end(text);
      },
      cut,
    });
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** How often each was met. */
    met: met as ReadonlyMap<Way, number>,
    /** How often somebody asked while it was away. */
    turnedAway: () => turnedAway,
    setAway: (now: boolean) => {
      away = now;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
