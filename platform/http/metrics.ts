import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import { may } from '../kernel/actor.ts';
import type { PermissionTable } from '../kernel/domain.ts';
import { kernelErrors } from '../kernel/errors.ts';
import type { ListenerOptions } from './listener.ts';
import { type Route, route } from './route.ts';
import { Bytes } from './shapes.ts';

export const metricsPermissions = {
  'platform.metrics.read': { zh: '读取运行指标', en: 'Read the process figures', roles: ['system-admin'] },
} as const satisfies PermissionTable;

export type Metrics = {
  /** Domains make their own figures here: `new Gauge({ name: 'anmin_…', registers: [metrics.registry] })`. */
  readonly registry: Registry;
  readonly observe: NonNullable<ListenerOptions['observe']>;
  readonly routes: readonly Route[];
  /** Counts what the console's users meet. */
  readonly browser: (kind: BrowserSignal) => void;
};

type BrowserSignal = 'exception' | 'log' | 'measurement' | 'event' | 'refused';

/** The process's own figures in a registry of its own, `/metrics` in the Prometheus text format. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'anmin_' });
  const seconds = new Histogram({
    name: 'anmin_http_request_seconds',
    help: 'Time from the head of a request to the end of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5],
    registers: [registry],
  });
  const signals = new Counter({
    name: 'anmin_browser_signals_total',
    help: 'What browsers reported to /collect',
    labelNames: ['kind'],
    registers: [registry],
  });
  return {
    registry,
    observe: ({ method, route, status, seconds: took }) =>
      seconds.observe({ method, route, status: `${Math.floor(status / 100)}xx` }, took),
    browser: (kind) => signals.inc({ kind }),
    routes: [
      route({
        method: 'GET',
        path: '/metrics',
        id: 'getMetrics',
        summary: '运行指标 Figures in the Prometheus text format',
        access: {
          public: 'Collectors on this machine have no session; all others need platform.metrics.read',
        },
        output: { 200: Bytes('text/plain') },
        handle: async ({ request, reply, actor }) => {
          const permission = 'platform.metrics.read';
          if (!isLocal(request)) {
            if (!actor) throw kernelErrors.unauthenticated();
            if (!may(actor, permission)) throw kernelErrors.forbidden({ permission });
          }
          reply.type(registry.contentType);
          return registry.metrics();
        },
      }),
    ],
  };
}

/** From this machine itself: not through a proxy that runs on it. */
function isLocal(request: FastifyRequest): boolean {
  const address = request.socket.remoteAddress ?? '';
  const loopback =
    address === '::1' || (isIP(address.replace('::ffff:', '')) === 4 && /^(::ffff:)?127\./.test(address));
  return (
    loopback && request.headers['x-forwarded-for'] === undefined && request.headers.forwarded === undefined
  );
}
