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
      access: signedIn,
      summary: 'Requests: mine, waiting for me, or all',
      id: 'listRequests',
      input: { query: RequestQuery },
      output: { 200: PageOf(Request) },
      handle: ({ actor, query }) => requests.list(actor, query),
    }),
    route({
      method: 'GET',
      path: 'requests/:id',
      access: signedIn,
      summary: 'A request, what it will bring about, and its decisions',
      id: 'getRequest',
      input: { params: IdParams },
      output: { 200: RequestDetail },
      handle: ({ actor, params }) => requests.get(actor, params.id),
    }),
    route({
      method: 'POST',
      path: 'requests',
      access: signedIn,
      summary: 'Request a certificate, its renewal, revocation, suspension or release',
      id: 'createRequest',
      input: { body: NewRequest },
      output: { 201: RequestDetail },
      handle: ({ actor, body }) => requests.create(actor, body),
    }),
    route({
      method: 'GET',
      path: 'requests/:id/decision',
      access: signedIn,
      summary: 'The bytes that a decision on the current step signs',
      id: 'getDecisionPayload',
      input: { params: IdParams, query: DecisionPayloadQuery },
      output: { 200: DecisionPayload },
      handle: ({ actor, params, query }) => requests.decisionPayload(actor, params.id, query),
    }),
    route({
      method: 'POST',
      path: 'requests/:id/decisions',
      access: signedIn,
      summary: 'Approve or reject the current step',
      id: 'decideRequest',
      input: { params: IdParams, body: NewDecision },
      output: { 200: RequestDetail },
      handle: ({ actor, params, body }) => requests.decide(actor, params.id, body),
    }),
    route({
      method: 'POST',
      path: 'requests/:id/withdraw',
      access: signedIn,
      summary: 'Take an own request back',
      id: 'withdrawRequest',
      input: { params: IdParams, body: Withdrawal },
      output: { 200: RequestDetail },
      handle: ({ actor, params, body }) => requests.withdraw(actor, params.id, body.reason),
    }),
  ];
}
