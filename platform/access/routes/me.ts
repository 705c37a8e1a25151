import { clearSessionCookie, IdParams, Nothing, type Route, route } from '../../http/index.ts';
import type { AccessService } from '../index.ts';
import { ChangePasswordBody, Me, Sessions, TotpCodeBody, TotpSecret } from '../schemas.ts';

const signedIn = { signedIn: true, unfinished: true } as const;

/** The own account: everyone who is signed in, whatever their permissions. */
export function meRoutes({ me, sessions }: AccessService): Route[] {
  return [
    route({
      method: 'POST',
      path: 'sign-out',
      id: 'signOut',
      summary: '退出登录 Sign out',
      access: signedIn,
      output: { 204: Nothing },
      handle: async ({ actor, reply }) => {
        await sessions.signOut(actor);
        clearSessionCookie(reply);
      },
    }),
    route({
      method: 'GET',
      path: 'me',
      id: 'getMe',
      summary: '当前用户 Who is signed in',
      access: signedIn,
      output: { 200: Me },
      handle: ({ actor }) => me.get(actor),
    }),
    route({
      method: 'POST',
      path: 'me/password',
      id: 'changeMyPassword',
      summary: '修改口令 Change the own password',
      access: signedIn,
      input: { body: ChangePasswordBody },
      output: { 204: Nothing },
      limit: { max: 20, windowMs: 60_000 },
      handle: ({ actor, body }) => me.changePassword(actor, body.current, body.next),
    }),
    route({
      method: 'POST',
      path: 'me/totp',
      id: 'startMyTotp',
      summary: '开始绑定动态验证码 Begin to set up a one-time code',
      access: signedIn,
      output: { 200: TotpSecret },
      handle: ({ actor }) => me.startTotp(actor),
    }),
    route({
      method: 'POST',
      path: 'me/totp/confirm',
      id: 'confirmMyTotp',
      summary: '确认动态验证码 Confirm the one-time code',
      access: signedIn,
      input: { body: TotpCodeBody },
      output: { 204: Nothing },
      limit: { max: 20, windowMs: 60_000 },
      handle: ({ actor, body }) => me.confirmTotp(actor, body.code),
    }),
    route({
      method: 'DELETE',
      path: 'me/totp',
      id: 'removeMyTotp',
      summary: '解除动态验证码 Remove the one-time code',
      access: signedIn,
      input: { body: TotpCodeBody },
      output: { 204: Nothing },
      limit: { max: 20, windowMs: 60_000 },
      handle: ({ actor, body }) => me.removeTotp(actor, body.code),
    }),
    route({
      method: 'GET',
      path: 'me/sessions',
      id: 'listMySessions',
      summary: '我的会话 The own sessions',
      access: signedIn,
      output: { 200: Sessions },
      handle: async ({ actor }) => ({ items: await sessions.listMine(actor) }),
    }),
    route({
      method: 'DELETE',
      path: 'me/sessions/:id',
      id: 'revokeMySession',
      summary: '终止我的会话 End one of the own sessions',
      access: signedIn,
      input: { params: IdParams },
      output: { 204: Nothing },
      handle: ({ actor, params }) => sessions.revokeMine(actor, params.id),
    }),
  ];
}
