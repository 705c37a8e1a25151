import { IdParams, type Route, route } from '../../http/index.ts';
import type { AccessService } from '../index.ts';
import {
  PasswordPart,
  PasswordReset,
  PasswordResetPage,
  PasswordResetsQuery,
  ReasonBody,
} from '../schemas.ts';

/** Resets of accounts with roles: asked for by one administrator, confirmed by another. */
export function passwordResetRoutes({ resets }: AccessService): Route[] {
  return [
    route({
      method: 'GET',
      path: 'password-resets',
      id: 'listPasswordResets',
      summary: '口令重置申请 Requests for password resets',
      access: 'access.password-resets.read',
      input: { query: PasswordResetsQuery },
      output: { 200: PasswordResetPage },
      handle: ({ actor, query }) => resets.list(actor, query),
    }),
    route({
      method: 'POST',
      path: 'password-resets/:id/confirm',
      id: 'confirmPasswordReset',
      summary: '确认重置，显示一次性口令后半段 Confirm a reset; answers the second part of the password',
      access: 'access.password-resets.decide',
      input: { params: IdParams, body: ReasonBody },
      output: { 200: PasswordPart },
      handle: async ({ actor, params, body }) => ({
        part: await resets.confirm(actor, params.id, body.reason),
      }),
    }),
    route({
      method: 'POST',
      path: 'password-resets/:id/refuse',
      id: 'refusePasswordReset',
      summary: '退回重置申请 Refuse a reset',
      access: 'access.password-resets.decide',
      input: { params: IdParams, body: ReasonBody },
      output: { 200: PasswordReset },
      handle: ({ actor, params, body }) => resets.refuse(actor, params.id, body.reason),
    }),
    route({
      method: 'POST',
      path: 'password-resets/:id/part',
      id: 'fetchPasswordPart',
      summary: '查看一次性口令前半段（仅一次） Show the first part of the password, once',
      access: 'access.accounts.reset-password',
      input: { params: IdParams },
      output: { 200: PasswordPart },
      handle: async ({ actor, params }) => ({ part: await resets.fetchPart(actor, params.id) }),
    }),
  ];
}
