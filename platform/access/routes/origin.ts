import type { FastifyRequest } from 'fastify';
import type { Origin } from '../service/context.ts';

export function originOf(request: FastifyRequest): Origin {
  const { ip, headers } = request;
  // IPv4 in an IPv6 socket reads ::ffff:192.0.2.1
  return { address: ip?.replace(/^::ffff:(?=\d+\.)/, '') ?? null, userAgent: headers['user-agent'] ?? null };
}
