import { type Route, route } from '#platform/http/index.ts';
import { Published, RevocationStatus } from '../schemas.ts';
import type { createRevocationStatus } from '../service/revocation/status.ts';

export function revocationRoutes(revocation: ReturnType<typeof createRevocationStatus>): Route[] {
  return [
    route({
      method: 'GET',
      path: 'revocation',
      id: 'getRevocationStatus',
      summary: '吊销列表与 OCSP 状态 State of CRLs and OCSP',
      access: 'pki.revocation.read',
      output: { 200: RevocationStatus },
      handle: ({ actor }) => revocation.status(actor),
    }),
    route({
      method: 'POST',
      path: 'revocation/publish',
      id: 'publishCrls',
      summary: '立即发布吊销列表 Publish CRLs now',
      access: 'pki.revocation.publish',
      output: { 200: Published },
      limit: { max: 10, windowMs: 60_000 },
      handle: ({ actor }) => revocation.publish(actor),
    }),
  ];
}
