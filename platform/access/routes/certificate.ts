import type { TLSSocket } from 'node:tls';
import type { FastifyRequest } from 'fastify';
import {
  Bytes,
  contentSecurityPolicy,
  escapeHtml,
  Nothing,
  type Route,
  route,
  setSessionCookie,
} from '../../http/index.ts';
import { AppError } from '../../kernel/errors.ts';
import type { AccessService } from '../index.ts';
import { originOf } from './origin.ts';

const maxChain = 10;

/**
 * For the listener that asks for client certificates. A person arrives here from the console's sign-in
 * page and is sent back to the console, or reads here what was wrong.
 */
export function certificateRoutes(service: AccessService, consoleUrl: () => string): Route[] {
  return [
    route({
      method: 'GET',
      path: '/sign-in',
      id: 'signInWithCertificate',
      summary: '证书登录 Sign in by certificate',
      access: { public: 'The certificate of the connection is the proof' },
      output: { 303: Nothing, 401: page, 403: page },
      limit: { max: 60, windowMs: 60_000 },
      handle: async ({ request, reply, actor }) => {
        // The next certificate of this browser needs a connection of its own.
        reply.header('connection', 'close').header('cache-control', 'no-store');
        try {
          const started = await service.signInWithCertificate(peerChain(request), originOf(request));
          if (actor?.kind === 'person') await service.sessions.signOut(actor);
          setSessionCookie(reply, started.token);
          return reply.redirect(`${consoleUrl()}/`, 303);
        } catch (error) {
          if (!(error instanceof AppError) || error.status >= 500) throw error;
          return reply
            .code(error.status)
            .type('text/html; charset=utf-8')
            .header('content-security-policy', contentSecurityPolicy({ styles: 'inline' }))
            .send(refusalPage(error, consoleUrl()));
        }
      },
    }),
  ];
}

const page = Bytes('text/html');

function refusalPage(error: AppError, consoleUrl: string): string {
  return `<!doctype html>
<html lang="zh-CN">
<head><meta charset="utf-8"><title>登录未成功 · Sign-in refused</title>
<meta name="viewport" content="width=device-width">
<style>body{font:16px/1.6 system-ui,sans-serif;max-width:40rem;margin:10vh auto;padding:0 1rem;color:#222}
h1{font-size:1.4rem}code{color:#666}</style></head>
<body>
<h1>登录未成功</h1><p>${escapeHtml(error.texts.zh)}</p>
<h2 lang="en">Sign-in refused</h2><p lang="en">${escapeHtml(error.texts.en)}</p>
<p><code id="code">${escapeHtml(error.code)}</code></p>
<p><a href="${escapeHtml(consoleUrl)}/sign-in">返回登录页 · Back to sign-in</a></p>
</body></html>
`;
}

/** The chain as the client sent it, in DER, its own certificate first. */
function peerChain(request: FastifyRequest): Buffer[] {
  const socket = request.socket as TLSSocket;
  const chain: Buffer[] = [];
  const seen = new Set<string>();
  let next = socket.getPeerCertificate?.(true);
  while (next?.raw && !seen.has(next.fingerprint256) && chain.length < maxChain) {
    seen.add(next.fingerprint256);
    chain.push(next.raw);
    next = next.issuerCertificate;
  }
  return chain;
}
