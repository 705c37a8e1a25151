import { errors } from '@elastic/elasticsearch';
import { AppError } from '#platform/kernel/errors.ts';
import { auditErrors } from '../../errors.ts';

/** Whether the cluster, or what stands before it, may answer otherwise later on. */
export function isTransient(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

/** What a failed call says to whoever asked. @param seconds the limit that a time-out went over */
export function faultOf(error: unknown, signal: AbortSignal, seconds: number): unknown {
  if (signal.aborted) return signal.reason;
  if (error instanceof AppError) return error;
  if (error instanceof errors.TimeoutError) return auditErrors['search-timeout']({ seconds }, error);
  if (error instanceof errors.ResponseError && !isTransient(error.statusCode ?? 500)) {
    const details = { status: error.statusCode, reason: reasonOf(error) };
    return auditErrors['elasticsearch-refuses'](details, error);
  }
  return auditErrors['elasticsearch-away']({ reason: reasonOf(error) }, error);
}

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
