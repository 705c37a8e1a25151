import { randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { kernelErrors, type Language } from '../kernel/errors.ts';
import { send } from './failures.ts';
import { languageOf } from './language.ts';
import { contentSecurityPolicy } from './policy.ts';

/** What Vite writes into the page where the nonce belongs (its option `html.cspNonce`). */
const noncePlaceholder = '__CSP_NONCE__';

const reason = 'The console itself; everything that it shows comes from the API';
const file = { description: 'A file', content: { '*/*': { schema: { type: 'string' } } } };

/**
 * Serves the built console from `directory`: assets, whose names carry a hash, for ever; every other
 * address that asks for a page gets `index.html`, and the console finds its own way from there.
 */
export function serveConsole(app: FastifyInstance, directory: string, fallback: Language): void {
  const page = pageReader(join(directory, 'index.html'));

  app.register(async (scope) => {
    scope.addHook('onRoute', (options) => {
      options.config = { ...options.config, access: { public: reason }, rateLimit: false };
      options.schema = { ...options.schema, hide: true, response: { 200: file } };
    });
    await scope.register(fastifyStatic, {
      root: join(directory, 'assets'),
      prefix: '/assets/',
      index: false,
      dotfiles: 'deny',
      immutable: true,
      maxAge: 365 * 24 * 3600 * 1000,
    });
    scope.get('/', sendPage);
    scope.get('/*', async (request, reply) => {
      const { url, headers } = request;
      const wantsPage = !/^\/(api|assets|docs)(\/|$|\?)/.test(url) && headers.accept?.includes('text/html');
      if (wantsPage) return sendPage(request, reply);
      return send(reply, kernelErrors['not-found']({ what: 'URL' }), languageOf(request, fallback));
    });
  });

  function sendPage(_request: FastifyRequest, reply: FastifyReply) {
    const { html, takesNonce } = page();
    const nonce = randomBytes(16).toString('base64');
    const policy = contentSecurityPolicy(takesNonce ? { styles: 'nonce', nonce } : { styles: 'inline' });
    return reply
      .header('content-security-policy', policy)
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(html.replaceAll(noncePlaceholder, nonce));
  }
}

/** Reads the page again when it was built anew. */
function pageReader(path: string) {
  let cached: { html: string; takesNonce: boolean; changed: number } | undefined;
  return () => {
    const changed = statSync(path).mtimeMs;
    if (cached?.changed !== changed) {
      const html = readFileSync(path, 'utf8');
      cached = { html, takesNonce: html.includes(noncePlaceholder), changed };
    }
    return cached;
  };
}
