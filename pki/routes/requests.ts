import { IdParams, PageOf, type Route, route } from '#platform/http/index.ts';
import {
  DecisionPayload,
  DecisionPayloadQuery,
  NewDecision,
  NewRequest,
  Request,
  RequestDetail,
  RequestQuery,
  Withdrawal,
} from '../schemas.ts';
import type { Requests } from '../service/requests/index.ts';

// Who may decide depends on the step at which the request waits: the service asks for that permission.
const signedIn = { signedIn: true } as const;

/** The API of requests and approval. */
export function requestRoutes(requests: Requests): Route[] {
  return [
    route({
      method: 'GET',
      path: 'requests',
      id: 'listRequests',
      summary: '证书申请列表 Requests: mine, waiting for me, or all',
      access: signedIn,
      input: { query: RequestQuery },
      output: { 200: PageOf(Request) },
      handle: ({ actor, query }) => requests.list(actor, query),
    }),
    route({
      method: 'GET',
      path: 'requests/:id',
      id: 'getRequest',
      summary: '申请详情 A request, what it will bring about, and its decisions',
      access: signedIn,
      input: { params: IdParams },
      output: { 200: RequestDetail },
      handle: ({ actor, params }) => requests.get(actor, params.id),
    }),
    route({
      method: 'POST',
      path: 'requests',
      id: 'createRequest',
      summary: '提交申请 Request a certificate, its renewal, revocation, suspension or release',
      access: signedIn,
      input: { body: NewRequest },
      output: { 201: RequestDetail },
      handle: ({ actor, body }) => requests.create(actor, body),
    }),
    route({
      method: 'GET',
      path: 'requests/:id/decision',
      id: 'getDecisionPayload',
      summary: '待签名的审批内容 The bytes that a decision on the current step signs',
      access: signedIn,
      input: { params: IdParams, query: DecisionPayloadQuery },
      output: { 200: DecisionPayload },
      handle: ({ actor, params, query }) => requests.decisionPayload(actor, params.id, query),
    }),
    route({
      method: 'POST',
      path: 'requests/:id/decisions',
      id: 'decideRequest',
      summary: '处理当前步骤 Approve or reject the current step',
      access: signedIn,
      input: { params: IdParams, body: NewDecision },
      output: { 200: RequestDetail },
      handle: ({ actor, params, body }) => requests.decide(actor, params.id, body),
    }),
    route({
      method: 'POST',
      path: 'requests/:id/withdraw',
      id: 'withdrawRequest',
      summary: '撤回申请 Take an own request back',
      access: signedIn,
      input: { params: IdParams, body: Withdrawal },
      output: { 200: RequestDetail },
      handle: ({ actor, params, body }) => requests.withdraw(actor, params.id, body.reason),
    }),
  ];
}
