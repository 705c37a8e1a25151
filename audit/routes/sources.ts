import { Nothing, type Route, route } from '#platform/http/index.ts';
import type { Sources } from '../service/sources/index.ts';
import {
  AssignedSender,
  type Listeners,
  NewSender,
  NewSource,
  SenderParams,
  Source,
  SourceChange,
  SourceList,
  SourceParams,
} from '../service/sources/schemas.ts';

/** The API of sources, below `/api/audit`. */
export function sourceRoutes(sources: Sources, listeners: () => Listeners): Route[] {
  return [
    route({
      method: 'GET',
      path: 'sources',
      id: 'listAuditSources',
      summary: '日志来源及其运行状况 Sources with counters and health, and the listeners',
      access: 'audit.sources.read',
      output: { 200: SourceList },
      handle: async ({ actor }) => ({ items: await sources.list(actor), listeners: listeners() }),
    }),
    route({
      method: 'GET',
      path: 'sources/:id',
      id: 'getAuditSource',
      summary: '日志来源详情 A source',
      access: 'audit.sources.read',
      input: { params: SourceParams },
      output: { 200: Source },
      handle: ({ actor, params }) => sources.get(actor, params.id),
    }),
    route({
      method: 'POST',
      path: 'sources',
      id: 'createAuditSource',
      summary: '新建日志来源 Add a source',
      access: 'audit.sources.write',
      input: { body: NewSource },
      output: { 201: Source },
      handle: ({ actor, body }) => sources.create(actor, body),
    }),
    route({
      method: 'PATCH',
      path: 'sources/:id',
      id: 'updateAuditSource',
      summary: '修改、停用或启用日志来源 Change, disable or enable a source',
      access: 'audit.sources.write',
      input: { params: SourceParams, body: SourceChange },
      output: { 200: Source },
      handle: ({ actor, params, body }) => sources.change(actor, params.id, body),
    }),
    route({
      method: 'POST',
      path: 'sources/:id/senders',
      id: 'assignAuditSender',
      summary: '登记发送方，或签发令牌（仅显示一次） Let a sender feed a source; a token is shown once',
      access: 'audit.sources.write',
      input: { params: SourceParams, body: NewSender },
      output: { 201: AssignedSender },
      handle: ({ actor, params, body }) => sources.assign(actor, params.id, body),
    }),
    route({
      method: 'DELETE',
      path: 'sources/:id/senders/:sender',
      id: 'removeAuditSender',
      summary: '移除发送方或令牌 Remove a sender or token',
      access: 'audit.sources.write',
      input: { params: SenderParams },
      output: { 204: Nothing },
      handle: ({ actor, params }) => sources.remove(actor, params.id, params.sender),
    }),
  ];
}
