import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * `__Host-` makes browsers insist on Secure, Path=/ and no Domain (RFC 6265bis §4.1.3.2). Cookies
 * ignore ports: a session made on the client-certificate listener counts on the main one.
 */
export const sessionCookie = '__Host-anmin';

const attributes = { path: '/', httpOnly: true, secure: true, sameSite: 'strict' } as const;

/** No expiry: the session's end is decided here, and closing the browser ends it too. */
export function setSessionCookie(reply: FastifyReply, token: string): void {
  reply.setCookie(sessionCookie, token, attributes);
}

export function clearSessionCookie(reply: FastifyReply): void {
  reply.clearCookie(sessionCookie, attributes);
}

export function readSessionCookie(request: FastifyRequest): string | undefined {
  return request.cookies?.[sessionCookie];
}
