export { collectRoutes } from './collect.ts';
export { noncePlaceholder, serveConsole } from './console.ts';
export { clearSessionCookie, readSessionCookie, sessionCookie, setSessionCookie } from './cookie.ts';
export { httpErrors } from './errors.ts';
export type { HttpLog } from './failures.ts';
export type { ReadyCheck } from './health.ts';
export { languageCookie, languageOf } from './language.ts';
export {
  createListener,
  type HttpConfig,
  httpDefaults,
  type Listener,
  type ListenerOptions,
  type Sessions,
  type TlsMaterial,
} from './listener.ts';
export { createMetrics, type Metrics, metricsPermissions } from './metrics.ts';
export { collectOpenApi, openApiRoute, serveDocs } from './openapi.ts';
export { contentSecurityPolicy } from './policy.ts';
export { type Access, type Call, type Route, route } from './route.ts';
export {
  Bytes,
  Closed,
  ErrorBody,
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
export { createStreams, type EventStream, lastEventId, type StreamEvent, type Streams } from './streams.ts';
