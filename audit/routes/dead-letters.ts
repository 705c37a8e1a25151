import { Type } from 'typebox';
import {
  Closed,
  Id,
  IdParams,
  OneOf,
  PageOf,
  pageQuery,
  type Route,
  route,
  Text,
} from '#platform/http/index.ts';
import { DeadLetter, DeadLetterDetail, Unmasking } from '../schemas.ts';
import type { DeadLetters } from '../service/dead-letters/index.ts';
import { SourceId } from '../service/sources/schemas.ts';

const stages = ['collect', 'store'] as const;
const filter = {
  source: Type.Optional(SourceId),
  stage: Type.Optional(OneOf(stages)),
  reason: Type.Optional(Text(60)),
  q: Type.Optional(Text(200)),
};
const Ids = Type.Array(Id, { minItems: 1, maxItems: 1000 });

/** The API of refused records, below `/api/audit`. */
export function deadLetterRoutes(deadLetters: DeadLetters): Route[] {
  return [
    route({
      method: 'GET',
      path: 'dead-letters',
      id: 'listDeadLetters',
      summary: '未能接收的记录 Refused records, the newest first',
      access: 'audit.dead-letters.read',
      input: {
        query: Closed({
          ...pageQuery,
          ...filter,
          state: Type.Optional(OneOf(['open', 'replayed', 'discarded'])),
        }),
      },
      output: { 200: PageOf(DeadLetter) },
      handle: ({ actor, query }) => deadLetters.list(actor, query),
    }),
    route({
      method: 'GET',
      path: 'dead-letters/:id',
      id: 'getDeadLetter',
      summary: '未能接收的记录详情（查看会被记录） A refused record with its content; viewing is recorded',
      access: 'audit.dead-letters.read',
      input: { params: IdParams },
      output: { 200: DeadLetterDetail },
      handle: ({ actor, params }) => deadLetters.view(actor, params.id),
    }),
    route({
      method: 'POST',
      path: 'dead-letters/:id/unmask',
      id: 'unmaskDeadLetter',
      summary: '查看未遮盖的未能接收的记录（记入审计） See a refused record unmasked; this is recorded',
      access: 'audit.events.unmask',
      input: { params: IdParams, body: Unmasking },
      output: { 200: DeadLetterDetail },
      handle: ({ actor, params, body }) => deadLetters.view(actor, params.id, body.reason),
    }),
    route({
      method: 'POST',
      path: 'dead-letters/replay',
      id: 'replayDeadLetters',
      summary: '重新处理未能接收的记录 Process refused records again: the given ones, or all that fit',
      access: 'audit.dead-letters.replay',
      input: { body: Closed({ ids: Type.Optional(Ids), filter: Type.Optional(Closed(filter)) }) },
      output: {
        200: Type.Object({
          replayed: Type.Integer(),
          failed: Type.Array(Type.Object({ id: Id, code: Type.String() })),
        }),
      },
      handle: ({ actor, body }) =>
        deadLetters.replay(actor, body.ids ? { ids: body.ids } : { filter: body.filter ?? {} }),
    }),
    route({
      method: 'POST',
      path: 'dead-letters/discard',
      id: 'discardDeadLetters',
      summary: '清除未能接收的记录的内容（须说明原因） Give up the content of refused records, with a reason',
      access: 'audit.dead-letters.discard',
      input: { body: Closed({ ids: Ids, reason: Text(500, { minLength: 4 }) }) },
      output: { 200: Type.Object({ discarded: Type.Integer() }) },
      handle: ({ actor, body }) => deadLetters.discard(actor, body.ids, body.reason),
    }),
  ];
}
