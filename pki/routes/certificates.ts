import { IdParams, PageOf, type Route, route } from '#platform/http/index.ts';
import {
  CertificateDetail,
  CertificateQuery,
  CertificateSummary,
  Collection,
  Delivery,
  DownloadQuery,
  FileContent,
  Inventory,
} from '../schemas.ts';
import type { Certificates } from '../service/certificates/list.ts';
import type { CollectService } from '../service/issuance/collect.ts';

export function certificateRoutes(certificates: Certificates, collect: CollectService): Route[] {
  return [
    route({
      method: 'GET',
      path: 'certificates',
      id: 'listCertificates',
      summary: '证书列表 Certificates',
      access: { signedIn: true },
      input: { query: CertificateQuery },
      output: { 200: PageOf(CertificateSummary) },
      handle: ({ actor, query }) => certificates.list(actor, query),
    }),
    route({
      method: 'GET',
      path: 'certificates/:id',
      id: 'getCertificate',
      summary: '证书详情 One certificate',
      access: { signedIn: true },
      input: { params: IdParams },
      output: { 200: CertificateDetail },
      handle: ({ actor, params }) => certificates.get(actor, params.id),
    }),
    route({
      method: 'GET',
      path: 'certificates/:id/file',
      id: 'downloadCertificate',
      summary: '下载证书 Certificate as a file',
      access: { signedIn: true },
      input: { params: IdParams, query: DownloadQuery },
      output: { 200: FileContent },
      async handle({ actor, params, query }) {
        const { content, ...file } = await certificates.download(actor, params.id, query.format);
        return { ...file, content: content.toString('base64') };
      },
    }),
    route({
      method: 'GET',
      path: 'inventory',
      id: 'getInventory',
      summary: '证书概览 What was issued, what expires, what waits',
      access: { signedIn: true },
      output: { 200: Inventory },
      handle: ({ actor }) => certificates.inventory(actor),
    }),
    route({
      method: 'POST',
      path: 'requests/:id/collect',
      id: 'collectKey',
      summary: '领取密钥（仅一次） Collect the key, once',
      access: { signedIn: true },
      input: { params: IdParams, body: Collection },
      output: { 200: Delivery },
      limit: { max: 10, windowMs: 60_000 },
      async handle({ actor, params, body }) {
        const { fileName, pkcs12 } = await collect.collect(params.id, body, actor);
        return { fileName, pkcs12: pkcs12.toString('base64') };
      },
    }),
  ];
}
