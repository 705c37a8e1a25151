import { Type } from 'typebox';
import type { HttpLog } from './failures.ts';
import { type Route, route } from './route.ts';

/** A part that must work before requests are welcome; throwing is the same as false. */
export type ReadyCheck = { readonly name: string; check(): Promise<boolean> };

const checkTimeoutMs = 3000;
const reason = 'Supervisors and load balancers ask before anybody signs in; only names and yes or no';

/** `/healthz`: the process answers. `/readyz`: every part does, 503 otherwise. */
export function healthRoutes(checks: () => readonly ReadyCheck[], log: HttpLog): Route[] {
  return [
    route({
      method: 'GET',
      path: '/healthz',
      id: 'getHealth',
      summary: '存活 Alive',
      access: { public: reason },
      output: { 200: Type.Object({ status: Type.Literal('alive') }) },
      handle: async () => ({ status: 'alive' }),
    }),
    route({
      method: 'GET',
      path: '/readyz',
      id: 'getReadiness',
      summary: '就绪 Ready to serve',
      access: { public: reason },
      output: { 200: Readiness, 503: Readiness },
      handle: async ({ reply }) => {
        const results = await Promise.all(checks().map((check) => run(check, log)));
        const ready = results.every((result) => result.ok);
        if (!ready) reply.code(503);
        return { ready, checks: results };
      },
    }),
  ];
}

const Readiness = Type.Object({
  ready: Type.Boolean(),
  checks: Type.Array(Type.Object({ name: Type.String(), ok: Type.Boolean() })),
});

async function run({ name, check }: ReadyCheck, log: HttpLog): Promise<{ name: string; ok: boolean }> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('timed out')), checkTimeoutMs);
  });
  try {
    return { name, ok: await Promise.race([check(), late]) };
  } catch (err) {
    log.warn({ err, check: name }, 'readiness check failed');
    return { name, ok: false };
  } finally {
    clearTimeout(timer);
  }
}
