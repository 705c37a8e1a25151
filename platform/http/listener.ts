import type { Server as HttpsServer } from 'node:https';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import type { PersonActor } from '../kernel/actor.ts';
import { kernelErrors, type Language } from '../kernel/errors.ts';
import { newId } from '../kernel/ids.ts';
import { httpErrors } from './errors.ts';
import { answerMalformed, failureHandler, type HttpLog, send } from './failures.ts';
import { enforceAccess, guardRoutes } from './guard.ts';
import { healthRoutes, type ReadyCheck } from './health.ts';
import { languageOf } from './language.ts';
import { refuseCrossSite } from './origin.ts';
import { apiPolicy } from './policy.ts';
import { registerRoutes } from './register.ts';
import type { Route } from './route.ts';
import type { Streams } from './streams.ts';

/** Who asks, by the session cookie; undefined when nobody is signed in. */
export type Sessions = (request: FastifyRequest) => Promise<PersonActor | undefined>;

/** What of the configuration concerns this room. */
export type HttpConfig = {
  readonly language: Language;
  /** Addresses or CIDR ranges of proxies whose `X-Forwarded-*` is believed; empty: nobody's. */
  readonly trustedProxies: readonly string[];
  /** Largest body of a request in bytes, where a route does not say otherwise. */
  readonly bodyLimit: number;
  /** Requests that one address (it may be a whole office's) may make in a minute, where a route does not say otherwise. */
  readonly requestsPerMinute: number;
  /**
   * HSTS speaks for every port of the host: with it browsers would also ask for HTTPS where CRLs and
   * the root certificate are offered by plain HTTP. So it is off unless those have a host of their own.
   */
  readonly hsts: boolean;
};

export const httpDefaults: HttpConfig = {
  language: 'zh',
  trustedProxies: [],
  bodyLimit: 1024 * 1024,
  requestsPerMinute: 6000,
  hsts: false,
};

/** PEM. `clientCertificates` asks for one; whoever reads the peer certificate judges it. */
export type TlsMaterial = { readonly key: string | Buffer; readonly cert: string | Buffer };

export type ListenerOptions = {
  readonly log: HttpLog;
  readonly config: HttpConfig;
  readonly sessions: Sessions;
  readonly readyChecks?: () => readonly ReadyCheck[];
  readonly tls?: TlsMaterial;
  readonly clientCertificates?: boolean;
  /** Closed before the listener waits for its answers to end. */
  readonly streams?: Pick<Streams, 'closeAll'>;
  /** How long a client may take to send the head of a request. Default 20 000. */
  readonly headersTimeoutMs?: number;
  /** Sees each answered request. */
  readonly observe?: (request: { method: string; route: string; status: number; seconds: number }) => void;
};

export type Listener = {
  readonly app: FastifyInstance;
  mount(prefix: string, routes: readonly Route[]): void;
  /** Checks every route, then listens. @returns the port in use (asked for 0: any) */
  listen(at: { host: string; port: number }): Promise<number>;
  /** New connections see the new certificate; old ones go on. */
  replaceTls(material: TlsMaterial): void;
  close(): Promise<void>;
};

const maxHeaderSize = 16 * 1024;
const maxUrlLength = 8 * 1024;

/** One listener with everything that each of ours has. Add routes, then `listen`. */
export async function createListener(options: ListenerOptions): Promise<Listener> {
  const { log, config } = options;
  const app = build(options);
  const onFailure = failureHandler(log, config.language);

  guardRoutes(app);
  app.setErrorHandler(onFailure);
  await app.register(cookie);
  await app.register(helmet, {
    contentSecurityPolicy: false,
    hsts: config.hsts && options.tls ? { maxAge: 180 * 24 * 3600, includeSubDomains: false } : false,
    referrerPolicy: { policy: 'no-referrer' },
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id).header('content-security-policy', apiPolicy);
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store');
    if (request.url.length > maxUrlLength) throw httpErrors['uri-too-long']();
  });
  refuseCrossSite(app);
  await app.register(rateLimit, {
    max: config.requestsPerMinute,
    timeWindow: 60_000,
    // A client that has gone away already has no address any more.
    keyGenerator: (request) => request.ip ?? 'gone',
    // A route says so also in a hook of its scope (the console's files), which the plug-in alone would not see.
    allowList: (request) => request.routeOptions.config.rateLimit === false,
    errorResponseBuilder: (_request, { ttl }) =>
      httpErrors['rate-limited']({ seconds: Math.ceil(ttl / 1000) }),
  });
  enforceAccess(app, options.sessions);
  app.setNotFoundHandler({ preHandler: app.rateLimit() }, (request, reply) =>
    send(reply, kernelErrors['not-found']({ what: 'URL' }), languageOf(request, config.language)),
  );
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? '(none)';
    const seconds = reply.elapsedTime / 1000;
    const { statusCode: status } = reply;
    options.observe?.({ method: request.method, route, status, seconds });
    log.debug({ requestId: request.id, method: request.method, route, status, seconds }, 'request');
  });
  app.addHook('preClose', async () => options.streams?.closeAll());
  registerRoutes(app, '', healthRoutes(options.readyChecks ?? (() => []), log));

  return {
    app,
    mount: (prefix, routes) => registerRoutes(app, prefix, routes),
    async listen({ host, port }) {
      await app.ready();
      await app.listen({ host, port });
      const address = app.server.address();
      return typeof address === 'object' && address !== null ? address.port : port;
    },
    replaceTls(material) {
      (app.server as unknown as HttpsServer).setSecureContext(tlsOptions(material));
    },
    close: () => app.close(),
  };
}

function build(options: ListenerOptions): FastifyInstance {
  const { log, config, tls, clientCertificates, headersTimeoutMs = 20_000 } = options;
  const server = {
    maxHeaderSize,
    // Against clients that send slowly on purpose: the whole head, then the whole request.
    headersTimeout: headersTimeoutMs,
    connectionsCheckingInterval: headersTimeoutMs / 4,
  };
  const shared = {
    logger: false,
    genReqId: () => newId(),
    trustProxy: config.trustedProxies.length > 0 ? [...config.trustedProxies] : false,
    bodyLimit: config.bodyLimit,
    requestTimeout: 60_000,
    keepAliveTimeout: 30_000,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: maxUrlLength, ignoreTrailingSlash: true },
    ajv: {
      customOptions: { removeAdditional: false, coerceTypes: false, useDefaults: true, allErrors: false },
    },
    frameworkErrors: failureHandler(log, config.language),
    clientErrorHandler: answerMalformed(config.language),
  } as const;
  const app = tls
    ? Fastify({
        ...shared,
        https: {
          ...server,
          ...tlsOptions(tls),
          requestCert: clientCertificates ?? false,
          // Our own validator judges: the handshake must not, or nobody could be told what is wrong.
          rejectUnauthorized: false,
        },
      })
    : Fastify({ ...shared, http: server });
  return app as unknown as FastifyInstance;
}

const tlsOptions = (material: TlsMaterial) => ({ ...material, minVersion: 'TLSv1.2' as const });
