import { Type } from 'typebox';
import { Closed, Id, IdParams, Nothing, PageOf, type Route, route } from '#platform/http/index.ts';
import {
  Case,
  CaseAssignment,
  CaseClosing,
  CaseDetail,
  CaseQuery,
  NewCase,
  NewCaseEntry,
  Reason,
  Unmasking,
} from '../schemas.ts';
import type { createCases } from '../service/cases/index.ts';
import { untilGone } from './until-gone.ts';

export function caseRoutes(cases: ReturnType<typeof createCases>): Route[] {
  return [
    route({
      method: 'GET',
      path: 'cases',
      id: 'listCases',
      summary: '案件列表 Cases',
      access: 'audit.cases.read',
      input: { query: CaseQuery },
      output: { 200: PageOf(Case) },
      handle: ({ actor, query: { state, ...page } }) => cases.list(actor, state, page),
    }),
    route({
      method: 'POST',
      path: 'cases',
      id: 'openCase',
      summary: '立案 Open a case',
      access: 'audit.cases.write',
      input: { body: NewCase },
      output: { 201: Closed({ id: Id, number: Type.String() }) },
      handle: ({ actor, body }) => cases.open(actor, body),
    }),
    route({
      method: 'GET',
      path: 'cases/:id',
      id: 'getCase',
      summary: '案件详情 A case with its entries',
      access: 'audit.cases.read',
      input: { params: IdParams },
      output: { 200: CaseDetail },
      handle: ({ actor, params }) => cases.get(actor, params.id),
    }),
    route({
      method: 'POST',
      path: 'cases/:id/unmask',
      id: 'unmaskCase',
      summary: '查看未遮盖的案件（记入审计） See a case unmasked; this is recorded',
      access: 'audit.events.unmask',
      input: { params: IdParams, body: Unmasking },
      output: { 200: CaseDetail },
      handle: ({ actor, params, body }) => cases.get(actor, params.id, body.reason),
    }),
    route({
      method: 'POST',
      path: 'cases/:id/entries',
      id: 'addCaseEntry',
      summary: '案件备注或证据 Add a comment or evidence',
      access: 'audit.cases.write',
      input: { params: IdParams, body: NewCaseEntry },
      output: { 204: Nothing },
      handle: ({ actor, params, body: { text, eventId }, reply }) =>
        eventId === undefined
          ? cases.comment(actor, params.id, text)
          : cases.addEvidence(actor, params.id, { text, eventId }, untilGone(reply)),
    }),
    route({
      method: 'POST',
      path: 'cases/:id/alerts',
      id: 'addCaseAlert',
      summary: '案件关联告警 Add an alert to a case',
      access: 'audit.cases.write',
      input: { params: IdParams, body: Closed({ alertId: Id }) },
      output: { 204: Nothing },
      handle: ({ actor, params, body }) => cases.addAlert(actor, params.id, body.alertId),
    }),
    route({
      method: 'GET',
      path: 'case-colleagues',
      id: 'listCaseColleagues',
      summary: '可移交案件的人员 Who can be given a case',
      access: 'audit.cases.write',
      output: { 200: Type.Array(Closed({ id: Id, name: Type.String() })) },
      handle: async ({ actor }) => [...(await cases.colleagues(actor))],
    }),
    route({
      method: 'POST',
      path: 'cases/:id/assign',
      id: 'assignCase',
      summary: '移交案件 Hand a case over',
      access: 'audit.cases.write',
      input: { params: IdParams, body: CaseAssignment },
      output: { 204: Nothing },
      handle: ({ actor, params, body }) => cases.assign(actor, params.id, body.id),
    }),
    route({
      method: 'POST',
      path: 'cases/:id/close',
      id: 'closeCase',
      summary: '结案 Close a case with a verdict',
      access: 'audit.cases.write',
      input: { params: IdParams, body: CaseClosing },
      output: { 204: Nothing },
      handle: ({ actor, params, body }) => cases.close(actor, params.id, body),
    }),
    route({
      method: 'POST',
      path: 'cases/:id/reopen',
      id: 'reopenCase',
      summary: '重新打开案件 Open a closed case again',
      access: 'audit.cases.write',
      input: { params: IdParams, body: Reason },
      output: { 204: Nothing },
      handle: ({ actor, params, body }) => cases.reopen(actor, params.id, body.text),
    }),
  ];
}
