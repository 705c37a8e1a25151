import type { FastifyReply } from 'fastify';
import { auditErrors } from '../errors.ts';

/** Aborts when the asker has gone, so that nobody works for an answer that nobody reads. */
export function untilGone(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort(auditErrors['asker-gone']()));
  return gone.signal;
}
