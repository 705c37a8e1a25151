import type { FastifyInstance, FastifyRequest } from 'fastify';
import { httpErrors } from './errors.ts';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses changes that another site's page asks a browser for: next to the SameSite=Strict cookie,
 * `Sec-Fetch-Site` must be `same-origin` (or `none`), and `Origin`, where sent, must be our own.
 * Programs that are no browser send neither and have no cookie that another page could use.
 */
export function refuseCrossSite(app: FastifyInstance): void {
  app.addHook('onRequest', async (request) => {
    if (!safeMethods.has(request.method) && isCrossSite(request)) throw httpErrors['cross-site']();
  });
}

function isCrossSite(request: FastifyRequest): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  const { origin } = request.headers;
  return (
    origin !== undefined && origin.toLowerCase() !== `${request.protocol}://${request.host}`.toLowerCase()
  );
}
