import { Type } from 'typebox';
import { IdParams, Nothing, type Route, route } from '#platform/http/index.ts';
import {
  EventDetail,
  EventParams,
  EventSearch,
  EventsFound,
  EventsTail,
  EventTail,
  NewSavedSearch,
  Unmasking,
} from '../schemas.ts';
import type { createSearch } from '../service/search/index.ts';
import type { createSavedSearches } from '../service/search/saved.ts';
import { SavedSearchSeen } from '../service/search/schemas.ts';
import { untilGone } from './until-gone.ts';

/** Who searches asks again more often than who edits. */
const searchLimit = { max: 600, windowMs: 60_000 };

/** The service narrows it: the security administrator sees what the auditors did only. */
const sight = 'audit.events.search';

export function eventRoutes(
  search: ReturnType<typeof createSearch>,
  saved: ReturnType<typeof createSavedSearches>,
  size: () => number,
): Route[] {
  return [
    route({
      method: 'POST',
      path: 'events/search',
      id: 'searchEvents',
      summary: '检索审计记录 Search audit records',
      access: sight,
      input: { body: EventSearch },
      output: { 200: EventsFound },
      limit: searchLimit,
      handle: ({ actor, body, reply }) => search.search(actor, body, untilGone(reply)),
    }),
    route({
      method: 'POST',
      path: 'events/tail',
      id: 'tailEvents',
      summary: '跟踪新到的审计记录 Watch audit records come in',
      access: sight,
      input: { body: EventTail },
      output: { 200: EventsTail },
      limit: searchLimit,
      handle: ({ actor, body: { query, after, limit }, reply }) =>
        search.tail(actor, { query, after: after ?? size() - 1, limit }, untilGone(reply)),
    }),
    route({
      method: 'GET',
      path: 'events/:id',
      id: 'getEvent',
      summary: '审计记录详情 An audit record with its raw text and neighbours',
      access: sight,
      input: { params: EventParams },
      output: { 200: EventDetail },
      limit: searchLimit,
      handle: ({ actor, params, reply }) => search.get(actor, params.id, undefined, untilGone(reply)),
    }),
    route({
      method: 'POST',
      path: 'events/:id/unmask',
      id: 'unmaskEvent',
      summary: '查看未遮盖的记录（记入审计） See a record unmasked; this is recorded',
      access: 'audit.events.unmask',
      input: { params: EventParams, body: Unmasking },
      output: { 200: EventDetail },
      handle: ({ actor, params, body, reply }) => search.get(actor, params.id, body.reason, untilGone(reply)),
    }),
    route({
      method: 'GET',
      path: 'searches',
      id: 'listSavedSearches',
      summary: '已保存的检索 Saved searches',
      access: sight,
      output: { 200: Type.Array(SavedSearchSeen) },
      handle: ({ actor }) => saved.list(actor),
    }),
    route({
      method: 'POST',
      path: 'searches',
      id: 'saveSearch',
      summary: '保存检索 Save a search',
      access: sight,
      input: { body: NewSavedSearch },
      output: { 201: IdParams },
      handle: ({ actor, body }) => saved.save(actor, body),
    }),
    route({
      method: 'DELETE',
      path: 'searches/:id',
      id: 'removeSavedSearch',
      summary: '删除已保存的检索 Remove a saved search',
      access: sight,
      input: { params: IdParams },
      output: { 204: Nothing },
      handle: ({ actor, params }) => saved.remove(actor, params.id),
    }),
  ];
}
