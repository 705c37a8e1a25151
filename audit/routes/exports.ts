import {
  Bytes,
  Closed,
  IdParams,
  Nothing,
  PageOf,
  pageQuery,
  type Route,
  route,
} from '#platform/http/index.ts';
import { Export, NewExport } from '../schemas.ts';
import type { createExports } from '../service/exports/index.ts';

const fileType = 'application/x-ndjson';

export function exportRoutes(exports: ReturnType<typeof createExports>): Route[] {
  const access = 'audit.events.export';
  return [
    route({
      method: 'GET',
      path: 'exports',
      id: 'listExports',
      summary: '证据导出任务 Exports of evidence',
      access,
      input: { query: Closed({ ...pageQuery }) },
      output: { 200: PageOf(Export) },
      handle: ({ actor, query }) => exports.list(actor, query),
    }),
    route({
      method: 'POST',
      path: 'exports',
      id: 'createExport',
      summary: '导出证据 Ask for an export of evidence',
      access,
      input: { body: NewExport },
      output: { 201: Export },
      handle: ({ actor, body }) => exports.create(actor, body),
    }),
    route({
      method: 'GET',
      path: 'exports/:id',
      id: 'getExport',
      summary: '证据导出进度 State of an export',
      access,
      input: { params: IdParams },
      output: { 200: Export },
      handle: ({ actor, params }) => exports.get(actor, params.id),
    }),
    route({
      method: 'POST',
      path: 'exports/:id/cancel',
      id: 'cancelExport',
      summary: '取消导出 Cancel an export',
      access,
      input: { params: IdParams },
      output: { 204: Nothing },
      handle: ({ actor, params }) => exports.cancel(actor, params.id),
    }),
    route({
      method: 'GET',
      path: 'exports/:id/file',
      id: 'downloadExport',
      summary: '下载证据文件 Download an evidence file',
      access,
      input: { params: IdParams },
      output: { 200: Bytes(fileType) },
      async handle({ actor, params, reply }) {
        const { stream, bytes, name } = await exports.open(actor, params.id);
        reply
          .type(fileType)
          .header('content-length', bytes)
          .header('content-disposition', `attachment; filename="${name}"`);
        return stream;
      },
    }),
  ];
}
