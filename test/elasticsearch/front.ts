import { createServer, type IncomingHttpHeaders, type RequestListener, request as send } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

export type Asked = {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

/** What a front says itself; undefined: the node is asked. */
export type Said = { readonly status: number; readonly body: unknown } | undefined;

/**
 * What stands before a real node: answers some requests itself and hands the others on as they came (or as
 * `rewrite` has them).
 */
export async function openFront(
  node: string,
  options: {
    readonly answer: (asked: Asked) => Promise<Said> | Said;
    readonly rewrite?: (asked: Asked) => string;
    readonly tls?: ServerOptions;
    readonly port?: number;
  },
) {
  const serve: RequestListener = async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const asked: Asked = {
      method: request.method ?? 'GET',
      url: new URL(request.url ?? '/', node),
      headers: request.headers,
      body: Buffer.concat(parts).toString(),
    };
    const said = await options.answer(asked);
    if (said !== undefined) {
      response.writeHead(said.status, {
        'content-type': 'application/json',
        'x-elastic-product': 'Elasticsearch',
      });
      return void response.end(asked.method === 'HEAD' ? undefined : JSON.stringify(said.body));
    }
    const body = options.rewrite?.(asked) ?? asked.body;
    const { authorization: _, ...headers } = request.headers;
    if (body !== '') headers['content-length'] = String(Buffer.byteLength(body));
    const onward = send(asked.url, { method: asked.method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => request.socket.destroy());
    onward.end(body);
  };
  const listener: RequestListener = (request, response) => {
    Promise.resolve(serve(request, response)).catch(() => request.socket.destroy());
  };
  const server = options.tls ? createTlsServer(options.tls, listener) : createServer(listener);
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    port,
    /** At once, whatever is under way. */
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
