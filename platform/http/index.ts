export { collectRoutes } from './collect.ts';
export { serveConsole } from './console.ts';
export { clearSessionCookie, readSessionCookie, sessionCookie, setSessionCookie } from './cookie.ts';
export { httpErrors } from './errors.ts';
export type { ReadyCheck } from './health.ts';
export { escapeHtml } from './html.ts';
export {
  createListener,
  type HttpConfig,
  httpDefaults,
  type Listener,
  type ListenerOptions,
  type TlsMaterial,
} from './listener.ts';
export { createMetrics, metricsPermissions } from './metrics.ts';
export { collectOpenApi, openApiRoute, serveDocs } from './openapi.ts';
export { contentSecurityPolicy } from './policy.ts';
export { type Route, route } from './route.ts';
export {
  Bytes,
  Closed,
  Id,
  IdParams,
  Nothing,
  Nullable,
  OneOf,
  PageOf,
  pageQuery,
  Text,
  Time,
} from './shapes.ts';
export { createStreams, type Streams } from './streams.ts';
