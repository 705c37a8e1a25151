import { Type } from 'typebox';
import {
  Bytes,
  Closed,
  IdParams,
  OneOf,
  PageOf,
  pageQuery,
  type Route,
  route,
} from '#platform/http/index.ts';
import { pagePolicy } from '../core/report/html.ts';
import { NewReport, Report } from '../schemas.ts';
import type { createReports } from '../service/reports/index.ts';

const pageType = 'text/html; charset=utf-8';
const pdfType = 'application/pdf';

export function reportRoutes(reports: ReturnType<typeof createReports>): Route[] {
  const access = 'audit.reports.read';
  return [
    route({
      method: 'GET',
      path: 'reports',
      id: 'listAuditReports',
      summary: '审计报告 Audit reports',
      access,
      input: { query: Closed({ ...pageQuery }) },
      output: { 200: PageOf(Report) },
      handle: ({ actor, query }) => reports.list(actor, query),
    }),
    route({
      method: 'POST',
      path: 'reports',
      id: 'createAuditReport',
      summary: '生成某月的审计报告 Ask for the report of a month',
      access,
      input: { body: NewReport },
      output: { 201: Report },
      handle: ({ actor, body }) => reports.create(actor, body),
    }),
    route({
      method: 'GET',
      path: 'reports/:id',
      id: 'getAuditReport',
      summary: '审计报告的生成进度 State of a report',
      access,
      input: { params: IdParams },
      output: { 200: Report },
      handle: ({ actor, params }) => reports.get(actor, params.id),
    }),
    route({
      method: 'GET',
      path: 'reports/:id/page',
      id: 'readAuditReport',
      summary: '网页版审计报告 The report as a page',
      access,
      input: { params: IdParams, query: Closed({ as: Type.Optional(OneOf(['attachment'] as const)) }) },
      output: { 200: Bytes('text/html') },
      async handle({ actor, params, query, reply }) {
        const { stream, bytes, name } = await reports.open(actor, params.id, 'html');
        reply
          .type(pageType)
          .header('content-length', bytes)
          .header('content-security-policy', pagePolicy("'self'"))
          .header('content-disposition', `${query.as ?? 'inline'}; filename="${name}"`);
        return stream;
      },
    }),
    route({
      method: 'GET',
      path: 'reports/:id/pdf',
      id: 'downloadAuditReport',
      summary: 'PDF 版审计报告 The report as PDF',
      access,
      input: { params: IdParams },
      output: { 200: Bytes(pdfType) },
      async handle({ actor, params, reply }) {
        const { stream, bytes, name } = await reports.open(actor, params.id, 'pdf');
        reply
          .type(pdfType)
          .header('content-length', bytes)
          .header('content-disposition', `attachment; filename="${name}"`);
        return stream;
      },
    }),
  ];
}
