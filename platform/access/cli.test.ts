import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemActor } from '../kernel/actor.ts';
import { goodPassword, setupBody, type World, world } from './testing.ts';

let w: World;
beforeEach(async () => {
  w = await world({ lockoutAttempts: 2 });
});
afterEach(() => w.close());

async function run(verb: string, args: readonly string[], json = false) {
  const command = w.access.commands.find((each) => each.verb === verb)!;
  const [out, err]: [string[], string[]] = [[], []];
  const code = await command.run({
    actor: systemActor('cli', Object.keys(w.access.permissions)),
    args,
    json,
    stdin: process.stdin,
    out: (line) => void out.push(line),
    err: (line) => void err.push(line),
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

it('reset-setup prints a link whose token opens the set-up', async () => {
  const { code, out } = await run('reset-setup', [], true);
  const url = new URL(JSON.parse(out).url);
  expect([code, url.pathname]).toEqual([0, '/set-up']);
  const token = new URLSearchParams(url.hash.slice(1)).get('token')!;
  expect((await w.client().call('POST', '/setup', setupBody(token))).status).toBe(200);
});

it('unlock opens an account that failures had locked', async () => {
  await w.setup();
  for (let i = 0; i < 3; i++) await w.client().signIn('security', 'wrong');
  const locked = await w.client().signIn('security', goodPassword('security'));
  expect(locked.body).toMatchObject({ code: 'access.locked', details: { seconds: 1800 } });
  const { code, out } = await run('unlock', ['security']);
  expect([code, out]).toEqual([0, '已解锁 unlocked: security']);
  expect((await w.client().signIn('security', goodPassword('security'))).status).toBe(200);
});

it('verbs say how they are used, and that a login name is unknown', async () => {
  expect(await run('unlock', [])).toMatchObject({ code: 2, err: 'anmin access unlock LOGIN' });
  expect(await run('reset-password', ['a', 'b'])).toMatchObject({ code: 2 });
  await expect(run('unlock', ['nobody'])).rejects.toMatchObject({ code: 'common.not-found' });
});
