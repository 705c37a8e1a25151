import { IdParams, Nothing, type Route, route } from '../../http/index.ts';
import type { AccessService } from '../index.ts';
import {
  Account,
  AccountPage,
  AccountsQuery,
  CreateAccountBody,
  CreatedAccount,
  OneTimePassword,
  ReasonBody,
  Sessions,
  SetRolesBody,
  UpdateAccountBody,
} from '../schemas.ts';

export function accountRoutes({ accounts, roles, sessions }: AccessService): Route[] {
  return [
    route({
      method: 'GET',
      path: 'accounts',
      id: 'listAccounts',
      summary: '账户列表 Accounts',
      access: 'access.accounts.read',
      input: { query: AccountsQuery },
      output: { 200: AccountPage },
      handle: ({ actor, query }) => accounts.list(actor, query),
    }),
    route({
      method: 'POST',
      path: 'accounts',
      id: 'createAccount',
      summary: '新建账户 Create an account',
      access: 'access.accounts.create',
      input: { body: CreateAccountBody },
      output: { 201: CreatedAccount },
      handle: ({ actor, body }) => accounts.create(actor, body),
    }),
    route({
      method: 'GET',
      path: 'accounts/:id',
      id: 'getAccount',
      summary: '账户详情 One account',
      access: 'access.accounts.read',
      input: { params: IdParams },
      output: { 200: Account },
      handle: ({ actor, params }) => accounts.get(actor, params.id),
    }),
    route({
      method: 'PATCH',
      path: 'accounts/:id',
      id: 'updateAccount',
      summary: '修改、停用或启用账户 Change, disable or enable an account',
      access: 'access.accounts.update',
      input: { params: IdParams, body: UpdateAccountBody },
      output: { 200: Account },
      handle: ({ actor, params, body }) => accounts.update(actor, params.id, body),
    }),
    route({
      method: 'PUT',
      path: 'accounts/:id/roles',
      id: 'setAccountRoles',
      summary: '设置账户角色 Set the roles of an account',
      access: 'access.roles.grant',
      input: { params: IdParams, body: SetRolesBody },
      output: { 200: Account },
      handle: async ({ actor, params, body }) => {
        await roles.assign(actor, params.id, body.roles, body.reason);
        return accounts.get(actor, params.id);
      },
    }),
    route({
      method: 'POST',
      path: 'accounts/:id/unlock',
      id: 'unlockAccount',
      summary: '解锁账户 Unlock an account',
      access: 'access.accounts.unlock',
      input: { params: IdParams, body: ReasonBody },
      output: { 200: Account },
      handle: ({ actor, params, body }) => accounts.unlock(actor, params.id, body.reason),
    }),
    route({
      method: 'POST',
      path: 'accounts/:id/password',
      id: 'resetAccountPassword',
      summary: '重置口令 Answer a password for one sign-in',
      access: 'access.accounts.reset-password',
      input: { params: IdParams, body: ReasonBody },
      output: { 200: OneTimePassword },
      handle: async ({ actor, params, body }) => ({
        oneTimePassword: await accounts.resetPassword(actor, params.id, body.reason),
      }),
    }),
    route({
      method: 'GET',
      path: 'accounts/:id/sessions',
      id: 'listAccountSessions',
      summary: '账户的会话 Sessions of an account',
      access: 'access.sessions.read',
      input: { params: IdParams },
      output: { 200: Sessions },
      handle: async ({ actor, params }) => ({ items: await sessions.listOf(actor, params.id) }),
    }),
    route({
      method: 'DELETE',
      path: 'sessions/:id',
      id: 'revokeSession',
      summary: '终止会话 End a session',
      access: 'access.sessions.revoke',
      input: { params: IdParams },
      output: { 204: Nothing },
      handle: ({ actor, params }) => sessions.revoke(actor, params.id),
    }),
  ];
}
