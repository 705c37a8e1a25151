import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { Bytes, Closed, Nothing, type Route, route } from '#platform/http/index.ts';
import { pkiErrors } from '../errors.ts';
import type { Issuers } from '../service/issuers.ts';
import type { Crls } from '../service/revocation/crls.ts';

const reason = 'Relying parties check certificates without an account (RFC 5280 §4.2.1.13, §4.2.2.1)';

const CrlParams = Closed({
  authorityId: Type.String({ format: 'uuid' }),
  /** `<shard>.crl` or `<shard>-delta.crl`. */
  file: Type.String({ pattern: '^(0|[1-9][0-9]{0,3})(-delta)?\\.crl$', maxLength: 20 }),
});
const AuthorityParams = Closed({ file: Type.String({ pattern: '^[0-9a-f]{64}\\.cer$', maxLength: 68 }) });

/** CRLs and certificates of authorities for the plain listener, at the addresses that certificates name. */
export function publicRoutes(deps: { crls: Crls; issuers: Issuers }): Route[] {
  const { crls, issuers } = deps;
  return [
    route({
      method: 'GET',
      path: '/crl/:authorityId/:file',
      id: 'getCrl',
      summary: '吊销列表 CRL or delta CRL, DER',
      access: { public: reason },
      input: { params: CrlParams },
      output: { 200: Bytes('application/pkix-crl'), 304: Nothing },
      async handle({ params, request, reply }) {
        const [, shard, delta] = /^(\d+)(-delta)?\.crl$/.exec(params.file)!;
        const crl = await crls.current(params.authorityId, Number(shard), delta ? 'delta' : 'full');
        if (!crl) throw pkiErrors['crl-not-found']();
        // What is published on demand is seen at once: caches ask each time, and mostly get 304.
        reply.header('cache-control', 'public, no-cache, no-transform');
        reply.header('last-modified', crl.thisUpdate.toUTCString());
        reply.header('expires', crl.nextUpdate.toUTCString());
        return conditional(request, reply, crl.der);
      },
    }),
    route({
      method: 'GET',
      path: '/ca/:file',
      id: 'getAuthorityCertificate',
      summary: '签发机构证书 Certificate of an authority, DER',
      access: { public: reason },
      input: { params: AuthorityParams },
      output: { 200: Bytes('application/pkix-cert'), 304: Nothing },
      async handle({ params, request, reply }) {
        const fingerprint = params.file.slice(0, 64);
        const issuer = issuers.all().find(({ row }) => row.fingerprint === fingerprint);
        if (!issuer) throw pkiErrors['authority-not-found']();
        reply.header('cache-control', 'public, max-age=86400, immutable, no-transform');
        return conditional(request, reply, issuer.row.der);
      },
    }),
  ];
}

/** RFC 9110 §13.1.2: 304 without a body when the client has it already. */
function conditional(request: FastifyRequest, reply: FastifyReply, body: Buffer): Buffer | null {
  const etag = etagOf(body);
  reply.header('etag', etag);
  const known = request.headers['if-none-match']?.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  if (!known?.includes(etag) && !known?.includes('*')) return body;
  reply.code(304);
  return null;
}

/** Of what is served again and again: the same buffer is digested once. */
const etags = new WeakMap<Buffer, string>();

/** Strong, quoted. */
function etagOf(body: Buffer): string {
  const etag = etags.get(body) ?? `"${createHash('sha256').update(body).digest('base64url')}"`;
  etags.set(body, etag);
  return etag;
}
