import { afterEach, describe, expect, it } from 'vitest';
import { addCertificate, person, testBureau } from './testing.ts';

type Bureau = Awaited<ReturnType<typeof testBureau>>;
let bureau: Bureau;
afterEach(() => bureau.close());

const issue = (holderId: string) =>
  ({ kind: 'issue', profile: 'staff-signin', holderId, reason: '新入职' }) as const;
const code = (expected: string) => expect.objectContaining({ code: expected });

describe('lists', () => {
  it('ok/ show each person what they made and what waits for them', async () => {
    bureau = await testBureau();
    const { requests, self, clerk, reviewer, approver, deps, holder } = bureau;
    const made = await requests.create(clerk, issue(holder.id));
    const certificateId = await addCertificate(deps, holder.id);
    const own = await requests.create(self, { kind: 'revoke', certificateId, reason: '丢失' });
    const numbers = async (actor: Parameters<typeof requests.list>[0], view: 'mine' | 'waiting' | 'all') =>
      (await requests.list(actor, { view })).items.map(({ number }) => number);
    expect(await numbers(clerk, 'waiting')).toEqual([own.request.number]);
    expect(await numbers(reviewer, 'waiting')).toEqual([made.request.number]);
    expect(await numbers(approver, 'waiting')).toEqual([]);
    expect(await numbers(self, 'mine')).toEqual([own.request.number, made.request.number]);
    expect(await numbers(clerk, 'mine')).toEqual([made.request.number]);
    await expect(numbers(self, 'all')).rejects.toEqual(code('common.forbidden'));
    expect((await requests.list(self, {})).total).toBe(2);
    expect(await requests.counts(reviewer)).toEqual({ waitingForMe: 1, myOpenRequests: 0 });
    const holderWhoReviews = person('张三', ['cert-reviewer'], { holderId: holder.id });
    expect(await numbers(holderWhoReviews, 'waiting')).toEqual([]);
    const allRoles = { ...clerk, permissions: new Set([...clerk.permissions, ...reviewer.permissions]) };
    expect(await numbers(allRoles, 'waiting')).toEqual([own.request.number]);
  });

  it('ok/ what waits is exactly what may be decided', async () => {
    bureau = await testBureau();
    const { requests, self, clerk, reviewer, approver, deps, holder } = bureau;
    await requests.create(clerk, issue(holder.id));
    for (const kind of ['revoke', 'suspend'] as const) {
      const certificateId = await addCertificate(deps, holder.id);
      await requests.create(kind === 'revoke' ? self : clerk, { kind, certificateId, reason: '测试' });
    }
    const other = person('代办', ['cert-reviewer']);
    const agent = { ...other, permissions: new Set([...other.permissions, 'pki.requests.create']) };
    const certificateId = await addCertificate(deps, holder.id);
    const byAgent = await requests.create(agent, { kind: 'revoke', certificateId, reason: '代办' });
    await requests.decide(clerk, byAgent.request.id, { decision: 'approve' });
    const clerkAgain = person('录入员', ['cert-reviewer'], { holderId: clerk.holderId });
    const nobody = { ...person('无名', ['cert-reviewer']), holderId: undefined };
    for (const actor of [clerk, reviewer, approver, agent, clerkAgain, nobody]) {
      const all = await requests.list(actor, { view: 'all' });
      const waiting = await requests.list(actor, { view: 'waiting' });
      const ids = (page: typeof all) => page.items.map(({ id }) => id).sort();
      expect(ids(waiting)).toEqual(all.items.flatMap(({ id, decidable }) => (decidable ? [id] : [])).sort());
      expect(waiting.total).toBe(waiting.items.length);
    }
  });

  it('ok/ are paged and filtered by the server', async () => {
    bureau = await testBureau();
    const { requests, clerk, deps, holder } = bureau;
    for (let n = 0; n < 5; n += 1) {
      const certificateId = await addCertificate(deps, holder.id);
      await requests.create(clerk, { kind: n % 2 ? 'revoke' : 'suspend', certificateId, reason: '测试' });
      bureau.pass(1000);
    }
    const second = await requests.list(clerk, { view: 'all', page: 2, pageSize: 2 });
    expect(second.items.map(({ number }) => number)).toEqual(['2026-000003', '2026-000002']);
    expect(second.total).toBe(5);
    const filtered = (query: object) =>
      requests.list(clerk, { view: 'all', ...query }).then(({ total }) => total);
    expect(await filtered({ kind: 'revoke' })).toBe(2);
    expect(await filtered({ state: 'done' })).toBe(0);
    expect(await filtered({ q: '张' })).toBe(5);
    expect(await filtered({ q: '000004' })).toBe(1);
    expect(await filtered({ q: '%' })).toBe(0);
  });
});
