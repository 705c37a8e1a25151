import { errors } from '@elastic/elasticsearch';
import { AppError } from '#platform/kernel/errors.ts';
import { auditErrors } from '../../errors.ts';

/** Whether the cluster, or what stands before it, may answer otherwise later on. */
export function isTransient(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

/**
 * What a failed call says to whoever asked. The client's own error stays here: it holds what was sent.
 * @param seconds the limit that a time-out went over
 */
export function faultOf(error: unknown, signal: AbortSignal, seconds: number): unknown {
  if (signal.aborted) return signal.reason;
  if (error instanceof errors.TimeoutError) return auditErrors['search-timeout']({ seconds });
  return explained(error);
}

/** The same for an attempt that is made again. */
export function explained(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const reason = reasonOf(error);
  const status = statusOf(error);
  if (status === 401) return auditErrors['elasticsearch-credentials']();
  if (status !== undefined && !isTransient(status)) {
    return auditErrors['elasticsearch-refuses']({ status, reason });
  }
  if (status === undefined && refusesUs.test(reason)) {
    return auditErrors['elasticsearch-client-certificate']({ reason });
  }
  if (status === undefined && refusedByUs.test(reason)) {
    return auditErrors['elasticsearch-untrusted']({ reason });
  }
  if (status === undefined && closes.test(reason)) return auditErrors['elasticsearch-closed']({ reason });
  return auditErrors['elasticsearch-away']({ reason });
}

/** Alerts of TLS that the other side sends about our certificate, or about the lack of one. */
const refusesUs = /\balert (certificate|bad certificate|unknown ca|handshake failure|access denied)/i;
/** In TLS 1.3 a refused certificate ends the connection only after it was made, and no alert is seen. */
const closes = /other side closed|before secure TLS connection/i;
/** What Node says of a certificate that it does not accept; the client hands on the words alone. */
const refusedByUs = /certificate|unable to (get|verify)|altnames|wrong version number/i;

/** The cause in a few words. */
export function reasonOf(error: unknown): string {
  const cause = error instanceof errors.ResponseError ? causeOf(error.body) : undefined;
  return (cause ?? (error instanceof Error ? error.message : String(error))).slice(0, 300);
}

function causeOf(body: unknown): string | undefined {
  const { error } = (typeof body === 'object' && body !== null ? body : {}) as { error?: unknown };
  if (typeof error === 'string') return error;
  if (typeof error !== 'object' || error === null) return undefined;
  const { type, reason, root_cause: roots } = error as Record<string, unknown>;
  const [root] = Array.isArray(roots) ? (roots as { type?: unknown; reason?: unknown }[]) : [];
  return `${root?.type ?? type}: ${root?.reason ?? reason}`;
}

export function statusOf(error: unknown): number | undefined {
  return error instanceof errors.ResponseError ? error.statusCode : undefined;
}

/** Whether it was the cluster that answered, rather than something before it. */
export function isOwnAnswer(error: unknown): boolean {
  return (
    error instanceof errors.ResponseError && error.meta.headers?.['x-elastic-product'] === 'Elasticsearch'
  );
}
