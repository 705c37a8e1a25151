import type { TLSSocket } from 'node:tls';
import { type Route, route } from '#platform/http/index.ts';
import { peerChain } from '../collect/peer-chain.ts';
import type { Enrolments } from '../service/enrolment/index.ts';
import {
  AgentIdentity,
  Authority,
  EnrolledAgents,
  Enrolment,
  EnrolRequest,
  NewEnrolment,
  RenewRequest,
} from '../service/enrolment/schemas.ts';
import { SourceParams } from '../service/sources/schemas.ts';

/** What officers do about agents, below `/api/audit`. */
export function enrolmentRoutes(enrolments: Enrolments): Route[] {
  return [
    route({
      method: 'POST',
      path: 'sources/:id/enrolments',
      id: 'inviteAuditAgent',
      summary: '签发代理登记令牌（一次性，仅显示一次） Make a one-time token for an agent; it is shown once',
      access: 'audit.sources.write',
      input: { params: SourceParams, body: NewEnrolment },
      output: { 201: Enrolment },
      handle: ({ actor, params, body }) => enrolments.invite(actor, params.id, body),
    }),
    route({
      method: 'GET',
      path: 'sources/:id/agents',
      id: 'listAuditAgents',
      summary: '来源的采集代理 Agents of a source',
      access: 'audit.sources.read',
      input: { params: SourceParams },
      output: { 200: EnrolledAgents },
      handle: async ({ actor, params }) => ({ items: await enrolments.agents(actor, params.id) }),
    }),
  ];
}

const limit = { max: 60, windowMs: 60_000 } as const;

/** What agents ask themselves: absolute paths, for a listener that asks for client certificates. */
export function agentRoutes(enrolments: Enrolments): Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/audit/agents/authority',
      id: 'getAuditAgentAuthority',
      summary: '根证书，供代理按指纹核对 The root certificate, for agents that know its fingerprint',
      access: { public: 'The root certificate is public; who fetches it checks its fingerprint' },
      limit,
      output: { 200: Authority },
      handle: async () => ({ certificate: enrolments.rootPem() }),
    }),
    route({
      method: 'POST',
      path: '/api/audit/agents/enrol',
      id: 'enrolAuditAgent',
      summary: '代理凭一次性令牌申请证书 An agent gets its certificate with a one-time token',
      access: { public: 'The one-time token in the body is checked before anything is issued' },
      limit,
      input: { body: EnrolRequest },
      output: { 200: AgentIdentity },
      handle: ({ body }) => enrolments.enrol(body),
    }),
    route({
      method: 'POST',
      path: '/api/audit/agents/renew',
      id: 'renewAuditAgent',
      summary: '代理凭现有证书续期 An agent renews its certificate with the one it has',
      access: { public: 'The client certificate of the agent is checked before anything is issued' },
      limit,
      input: { body: RenewRequest },
      output: { 200: AgentIdentity },
      handle: ({ body, request }) => enrolments.renew(peerChain(request.socket as TLSSocket), body.request),
    }),
  ];
}
