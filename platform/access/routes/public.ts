import { type Route, route, setSessionCookie } from '../../http/index.ts';
import type { AccessService } from '../index.ts';
import { Me, SetupBody, SetupResult, SetupState, SignInBody } from '../schemas.ts';
import { originOf } from './origin.ts';

/** Before anybody is signed in. */
export function publicRoutes(service: AccessService): Route[] {
  return [
    route({
      method: 'GET',
      path: 'setup',
      id: 'getSetupState',
      summary: '初始化状态与登录方式 Whether the set-up is done, and the ways to sign in',
      access: { public: 'The first page has to know what to show; it names no account' },
      output: { 200: SetupState },
      handle: () => service.setupState(),
    }),
    route({
      method: 'POST',
      path: 'setup',
      id: 'completeSetup',
      summary: '创建三位管理员 Make the three administrators',
      access: { public: 'Nobody has an account yet; the one-time link is the proof' },
      input: { body: SetupBody },
      output: { 200: SetupResult },
      limit: { max: 10, windowMs: 60_000 },
      handle: ({ body }) => service.completeSetup(body),
    }),
    route({
      method: 'POST',
      path: 'sign-in',
      id: 'signInWithPassword',
      summary: '口令登录 Sign in by password',
      access: { public: 'Whoever signs in is not signed in yet' },
      input: { body: SignInBody },
      output: { 200: Me },
      limit: { max: 30, windowMs: 60_000 },
      bodyLimit: 4096,
      handle: async ({ body, request, reply, actor }) => {
        const started = await service.signInWithPassword({ ...body, origin: originOf(request) });
        // The token of whoever was signed in in this browser before must not live on.
        if (actor?.kind === 'person') await service.sessions.signOut(actor);
        setSessionCookie(reply, started.token);
        const me = await service.authenticate(started.token, true);
        return service.me.get(me!);
      },
    }),
  ];
}
