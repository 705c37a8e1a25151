import type { FastifyInstance, RouteOptions } from 'fastify';
import { authorise, type PersonActor } from '../kernel/actor.ts';
import { kernelErrors } from '../kernel/errors.ts';
import { unbounded } from './bounds.ts';
import type { Sessions } from './listener.ts';
import type { Access } from './route.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
  }
  interface FastifyRequest {
    actor: PersonActor | undefined;
  }
}

/**
 * Deny by default. Every route of the instance, those of plugins included, must carry an access rule
 * and a response schema and bound its input, or `ready()` rejects with the whole list.
 */
export function guardRoutes(app: FastifyInstance): void {
  const seen: RouteOptions[] = [];
  app.addHook('onRoute', (options) => void seen.push(options));
  app.addHook('onReady', async () => {
    const faults = [...new Set(seen.flatMap(faultsOf))];
    if (faults.length > 0) throw new Error(`Routes that must not be served:\n  ${faults.join('\n  ')}`);
  });
}

function faultsOf(options: RouteOptions): string[] {
  const at = `${options.method} ${options.url}`;
  const faults: string[] = [];
  if (!isAccess(options.config?.access)) faults.push(`${at}: no access rule`);
  const { response, params, querystring, body } = (options.schema ?? {}) as Record<string, unknown>;
  if (typeof response !== 'object' || response === null || Object.keys(response).length === 0) {
    faults.push(`${at}: no response schema`);
  }
  faults.push(...unbounded(params, `${at} params`), ...unbounded(querystring, `${at} query`));
  faults.push(...unbounded(body, `${at} body`));
  return faults;
}

function isAccess(access: unknown): access is Access {
  if (typeof access === 'string') return /^[a-z]+(\.[a-z-]+)+$/.test(access);
  if (typeof access !== 'object' || access === null) return false;
  return (
    ('signedIn' in access && access.signedIn === true) ||
    ('public' in access && typeof access.public === 'string' && access.public.length > 0)
  );
}

const reads: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/**
 * Checks the caller after the rate limits and before a byte of the body is read.
 * @throws common.unauthenticated, common.forbidden, common.sign-in-unfinished
 */
export function enforceAccess(app: FastifyInstance, sessions: Sessions): void {
  app.decorateRequest('actor', undefined);
  app.addHook('preParsing', async (request) => {
    const access = request.routeOptions.config.access;
    if (access === undefined) {
      if (request.is404) return;
      throw kernelErrors.forbidden({ permission: '-' });
    }
    request.actor = await sessions(request);
    if (typeof access === 'object' && 'public' in access) return;
    if (!request.actor) throw kernelErrors.unauthenticated();
    if (typeof access === 'string') authorise(request.actor, access);
    else if (request.actor.restricted && !access.unfinished && !reads.has(request.method)) {
      throw kernelErrors['sign-in-unfinished']();
    }
  });
}
