import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { Clock } from '#platform/kernel/clock.ts';
import { ocspErrorResponse } from '../core/build/ocsp.ts';
import type { Ocsp, OcspAnswer } from '../service/revocation/ocsp.ts';

/** Octets of a question; a longer one is not read to its end. */
const maxRequest = 8192;
const path = '/ocsp';

/**
 * Answers `POST /ocsp` and `GET /ocsp/<base64>` (RFC 6960 appendix A) before anything else of the server
 * sees the request: a warm answer costs one look-up and one write. All other paths go to the listeners that
 * the server had; call it once they are there.
 */
export function attachOcsp(server: Server, deps: { ocsp: Ocsp; clock: Clock }): void {
  const others = server.listeners('request') as RequestListener[];
  const handle = ocspHandler(deps);
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    if (handle(request, response)) return;
    for (const other of others) other(request, response);
  });
}

/** @returns a handler that answers whether the request was for it. */
export function ocspHandler({ ocsp, clock }: { ocsp: Ocsp; clock: Clock }) {
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    const url = request.url ?? '';
    if (!url.startsWith(path)) return false;
    const rest = url.slice(path.length);
    if (request.method === 'POST' && (rest === '' || rest === '/')) {
      receive(request, response, (der) => reply(response, ocsp.answer(der), false));
      return true;
    }
    if (request.method === 'GET' && rest.startsWith('/') && rest.length > 1) {
      const der = decodePath(rest.slice(1));
      if (der) reply(response, ocsp.answer(der), true);
      else reply(response, malformed, false);
      return true;
    }
    return false;
  };

  function reply(
    response: ServerResponse,
    answer: OcspAnswer | Promise<OcspAnswer>,
    cacheable: boolean,
  ): void {
    if (answer instanceof Promise) void answer.then((ready) => send(response, ready, cacheable));
    else send(response, answer, cacheable);
  }

  /**
   * RFC 5019 §6.2. A revocation must be seen within 2 s whatever caches are on the way; they count age in
   * whole seconds, so 1 is as long as they may keep an answer that can still change.
   */
  function send(response: ServerResponse, { der, freshUntil, final }: OcspAnswer, cacheable: boolean): void {
    const left = cacheable ? Math.floor((freshUntil - clock.now().getTime()) / 1000) : 0;
    const seconds = Math.min(left, final ? 60 : 1);
    response.writeHead(200, {
      'content-type': 'application/ocsp-response',
      'content-length': der.length,
      'cache-control': seconds > 0 ? `max-age=${seconds}, public, no-transform, must-revalidate` : 'no-store',
    });
    response.end(der);
  }
}

const malformed: OcspAnswer = { der: ocspErrorResponse('malformedRequest'), freshUntil: 0 };

/** The body, when it is an OCSP question of a bearable size. */
function receive(request: IncomingMessage, response: ServerResponse, done: (der: Buffer) => void): void {
  if (!/^application\/ocsp-request\s*(;|$)/i.test(request.headers['content-type'] ?? '')) {
    refuse(request, response, 415);
    return;
  }
  const chunks: Buffer[] = [];
  let length = 0;
  request.on('data', (chunk: Buffer) => {
    length += chunk.length;
    chunks.push(chunk);
    if (length <= maxRequest) return;
    request.removeAllListeners('data').removeAllListeners('end');
    refuse(request, response, 413);
  });
  request.on('end', () => done(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
}

/** The connection is closed: the rest of what was sent is not waited for. */
function refuse(request: IncomingMessage, response: ServerResponse, status: 413 | 415): void {
  response.writeHead(status, { connection: 'close', 'content-length': 0 });
  response.end();
  request.resume();
  setTimeout(() => request.destroy(), 1000).unref();
}

/** base64, URL-encoded or with bare `/`, `+` and `=` as some clients send it (RFC 6960 appendix A.1). */
function decodePath(text: string): Buffer | undefined {
  if (text.length > maxRequest) return undefined;
  let plain = text;
  if (text.includes('%')) {
    try {
      plain = decodeURIComponent(text);
    } catch {
      return undefined;
    }
  }
  return /^[A-Za-z0-9+/]+={0,2}$/.test(plain) ? Buffer.from(plain, 'base64') : undefined;
}
