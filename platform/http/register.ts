import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import type { TSchema } from 'typebox';
import { closed } from './bounds.ts';
import { httpErrors } from './errors.ts';
import { convertQuery } from './query.ts';
import type { Access, Route } from './route.ts';
import { ErrorBody } from './shapes.ts';
import { refuseUnkeepable } from './text.ts';

/** Registers the routes of a domain below `prefix` (`/api/pki`, or empty for paths of their own). */
export function registerRoutes(app: FastifyInstance, prefix: string, routes: readonly Route[]): void {
  const tag = prefix.split('/').at(-1) || 'platform';
  for (const route of routes) {
    const options = toFastify(route, `${prefix}${slashed(route.path)}`, tag);
    if (route.raw === undefined) app.route(options);
    else app.register(async (scope) => acceptBytes(scope, route.raw ?? []).route(options));
  }
}

function slashed(path: string): string {
  return path === '' || path.startsWith('/') ? path : `/${path}`;
}

function toFastify(route: Route, url: string, tag: string): RouteOptions {
  const status = Number(Object.keys(route.output).find((code) => /^[23]/.test(code)));
  const mediaType = mediaTypeOf(route.output[status]);
  const { params, query, body } = route.input ?? {};
  const { admit } = route;
  const schema = {
    operationId: route.id,
    summary: route.summary,
    tags: [tag],
    ...securityOf(route.access),
    ...(params && { params: closed(params) }),
    ...(query && { querystring: closed(query) }),
    ...(body && { body: closed(body) }),
    ...(route.raw && { consumes: route.raw }),
    response: { ...contents(route.output), '4xx': jsonError, '5xx': jsonError },
  };
  return {
    method: route.method,
    url,
    schema,
    ...(route.bodyLimit !== undefined && { bodyLimit: route.bodyLimit }),
    config: {
      access: route.access,
      ...(route.limit && { rateLimit: rateLimitOf(route.limit) }),
      // Programs that ask so often are no browsers: headers for pages would only cost them time.
      ...(route.limit && 'unlimited' in route.limit && { helmet: { skipRoute: true } }),
    },
    ...(admit && {
      preParsing: async (request: FastifyRequest, reply: FastifyReply) => admit({ request, reply }),
    }),
    ...(query && {
      preValidation: async (request: FastifyRequest) => {
        request.query = convertQuery(request.query, query);
      },
    }),
    async handler(request: FastifyRequest, reply: FastifyReply) {
      const { params, query, body, actor } = request;
      refuseUnkeepable(params, 'params');
      refuseUnkeepable(query, 'querystring');
      refuseUnkeepable(body, 'body');
      const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
      const call = { params, query, body, bytes, actor, request, reply };
      const result = await route.handle(call as unknown as Parameters<Route['handle']>[0]);
      if (reply.sent) return reply;
      // The handler may have chosen another status (a redirect, 202) itself.
      if (reply.statusCode === 200 && status >= 200) reply.code(status);
      if (mediaType !== undefined && !reply.hasHeader('content-type')) reply.type(mediaType);
      return reply.send(result);
    },
  };
}

function rateLimitOf(limit: NonNullable<Route['limit']>) {
  return 'unlimited' in limit ? (false as const) : { max: limit.max, timeWindow: limit.windowMs };
}

const jsonError = {
  description: 'Refused or failed',
  content: { 'application/json': { schema: ErrorBody } },
};

function securityOf(access: Access): Record<string, unknown> {
  if (typeof access === 'string') return { security: [{ session: [] }], 'x-permission': access };
  if ('public' in access) return { security: [], 'x-public': access.public };
  return { security: [{ session: [] }] };
}

function mediaTypeOf(schema: TSchema | undefined): string | undefined {
  const type = (schema as { contentMediaType?: unknown } | undefined)?.contentMediaType;
  return typeof type === 'string' ? type : undefined;
}

function contents(output: Route['output']): Record<string, unknown> {
  const entries = Object.entries(output).map(([status, schema]) => {
    const mediaType = mediaTypeOf(schema);
    if (mediaType === undefined) return [status, schema];
    const content = { [mediaType]: { schema: { type: 'string', format: 'binary' } } };
    return [status, { description: mediaType, content }];
  });
  return Object.fromEntries(entries);
}

/** In this scope only the given media types are taken, as bytes. */
function acceptBytes(scope: FastifyInstance, types: readonly string[]): FastifyInstance {
  scope.removeAllContentTypeParsers();
  for (const type of types) {
    scope.addContentTypeParser(type, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  }
  scope.addContentTypeParser('*', (_request, _payload, done) =>
    done(httpErrors['media-type']({ expected: types.join(', ') })),
  );
  return scope;
}
