import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { sessionCookie } from './cookie.ts';
import { contentSecurityPolicy } from './policy.ts';
import { route } from './route.ts';
import { Bytes } from './shapes.ts';

const reason = 'The shape of the API is no secret; no data is in it';

/** Collects the routes that follow into an OpenAPI 3 document. Call before routes are registered. */
export async function collectOpenApi(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.0.3',
      info: { title: 'Anmin 安民', version },
      components: { securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: sessionCookie } } },
    },
  });
}

/** The document at `/api/openapi.json`. */
export const openApiRoute = (app: FastifyInstance) =>
  route({
    method: 'GET',
    path: '/api/openapi.json',
    id: 'getOpenApi',
    summary: '接口文档 The OpenAPI document',
    access: { public: reason },
    output: { 200: Bytes('application/json; charset=utf-8') },
    handle: async () => Buffer.from(JSON.stringify(app.swagger())),
  });

/** The document for people at `/docs`: Swagger UI from files of this installation. */
export async function serveDocs(app: FastifyInstance): Promise<void> {
  await app.register(async (scope) => {
    // The plugin knows nothing of access rules: they are written onto its routes here.
    scope.addHook('onRoute', (options) => {
      options.config = { ...options.config, access: { public: reason } };
      options.schema = { ...options.schema, hide: true, response: { 200: pluginBody } };
    });
    scope.addHook('onSend', async (_request, reply) => {
      reply.header('content-security-policy', contentSecurityPolicy({ styles: 'inline' }));
    });
    await scope.register(swaggerUi, {
      routePrefix: '/docs',
      uiConfig: { url: '/api/openapi.json', validatorUrl: null, deepLinking: true },
    });
  });
}

const pluginBody = { description: 'A file', content: { 'text/html': { schema: { type: 'string' } } } };
