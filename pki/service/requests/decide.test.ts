import { afterEach, describe, expect, it } from 'vitest';
import { newId } from '#platform/kernel/ids.ts';
import { person, testBureau } from './testing.ts';

type Bureau = Awaited<ReturnType<typeof testBureau>>;
let bureau: Bureau;
afterEach(() => bureau.close());

const issue = (holderId: string) =>
  ({ kind: 'issue', profile: 'staff-signin', holderId, reason: '新入职' }) as const;
const code = (expected: string) => expect.objectContaining({ code: expected });

/** A request at the given step, entered by the clerk. */
async function waitingAt(step: 'review' | 'approve') {
  bureau = await testBureau();
  const { requests, clerk, reviewer, holder } = bureau;
  const { request } = await requests.create(clerk, issue(holder.id));
  if (step === 'approve') await requests.decide(reviewer, request.id, { decision: 'approve' });
  return { ...bureau, id: request.id };
}

describe('deciding', () => {
  it('fail/ the requester does not review, whatever permissions they hold', async () => {
    bureau = await testBureau();
    const all = person('全能', ['cert-entry', 'cert-reviewer', 'cert-approver']);
    const { request } = await bureau.requests.create(all, issue(bureau.holder.id));
    const decided = bureau.requests.decide(all, request.id, { decision: 'approve' });
    await expect(decided).rejects.toEqual(code('pki.decision-by-requester'));
  });

  it('fail/ nor does the same person from another account', async () => {
    bureau = await testBureau();
    const holderId = newId();
    const clerk = person('录入员', ['cert-entry'], { holderId });
    const { request } = await bureau.requests.create(clerk, issue(bureau.holder.id));
    const again = person('录入员', ['cert-reviewer', 'cert-approver'], { holderId });
    const decided = bureau.requests.decide(again, request.id, { decision: 'approve' });
    await expect(decided).rejects.toEqual(code('pki.decision-by-requester'));
  });

  it('fail/ one person does not take two steps', async () => {
    bureau = await testBureau();
    const both = person('两职', ['cert-reviewer', 'cert-approver']);
    const { request } = await bureau.requests.create(bureau.clerk, issue(bureau.holder.id));
    await bureau.requests.decide(both, request.id, { decision: 'approve' });
    const again = bureau.requests.decide(both, request.id, { decision: 'approve' });
    await expect(again).rejects.toEqual(code('pki.decision-twice'));
  });

  it('fail/ nor does one person by two accounts, and neither waits for them', async () => {
    const { requests, id } = await waitingAt('review');
    const holderId = newId();
    const [first, second] = [1, 2].map(() =>
      person('两职', ['cert-reviewer', 'cert-approver'], { holderId }),
    );
    await requests.decide(first!, id, { decision: 'approve' });
    const again = requests.decide(second!, id, { decision: 'approve' });
    await expect(again).rejects.toEqual(code('pki.decision-twice'));
    expect((await requests.list(second!, { view: 'waiting' })).total).toBe(0);
  });

  it('fail/ an account that is nobody’s in the directory asks, but does not decide', async () => {
    bureau = await testBureau();
    const { requests, holder, clerk } = bureau;
    const nobody = { ...person('无名', ['cert-entry', 'cert-reviewer']), holderId: undefined };
    const { request } = await requests.create(nobody, issue(holder.id));
    expect(request).toMatchObject({ step: 'entry', decidable: false });
    await requests.decide(clerk, request.id, { decision: 'approve' });
    const decided = requests.decide({ ...nobody, accountId: newId() }, request.id, { decision: 'approve' });
    await expect(decided).rejects.toEqual(code('pki.decision-needs-holder'));
    expect((await requests.list(nobody, { view: 'waiting' })).total).toBe(0);
  });

  it('fail/ an approver does not skip the review', async () => {
    const { requests, approver, id } = await waitingAt('review');
    await expect(requests.decide(approver, id, { decision: 'approve' })).rejects.toEqual(
      code('common.forbidden'),
    );
  });

  it('fail/ a rejection needs a reason, and ends the request', async () => {
    const { requests, reviewer, approver, calls, id } = await waitingAt('review');
    const bare = requests.decide(reviewer, id, { decision: 'reject', reason: '  ' });
    await expect(bare).rejects.toEqual(code('pki.decision-reason-missing'));
    const rejected = await requests.decide(reviewer, id, { decision: 'reject', reason: '材料不全' });
    expect(rejected.request).toMatchObject({ state: 'rejected', step: null });
    expect(rejected.decisions.at(-1)).toMatchObject({
      decision: 'reject',
      reason: '材料不全',
      signatureValid: true,
    });
    const late = requests.decide(approver, id, { decision: 'approve' });
    await expect(late).rejects.toEqual(code('pki.request-not-pending'));
    expect(calls).toEqual([]);
  });

  it('ok/ of two who decide one step at the same time exactly one wins', async () => {
    const { requests, id, calls } = await waitingAt('approve');
    const rivals = [person('甲', ['cert-approver']), person('乙', ['cert-approver'])];
    const results = await Promise.allSettled(
      rivals.map((rival) => requests.decide(rival, id, { decision: 'approve' })),
    );
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const loser = results.find((result) => result.status === 'rejected');
    expect(loser?.reason).toEqual(code('pki.request-step-taken'));
    expect(calls).toEqual(['issue']);
  });

  it('fail/ a decision on the review never counts for the approval', async () => {
    const { requests, id, reviewer } = await waitingAt('review');
    const both = person('两职', ['cert-reviewer', 'cert-approver']);
    const { payload } = await requests.decisionPayload(both, id, { decision: 'approve' });
    await requests.decide(reviewer, id, { decision: 'approve' });
    const late = requests.decide(both, id, { decision: 'approve', payload });
    await expect(late).rejects.toEqual(code('pki.request-step-taken'));
  });

  it('ok/ both decisions at once move the request by one step, not two', async () => {
    const { requests, id } = await waitingAt('review');
    const both = person('两职', ['cert-reviewer', 'cert-approver']);
    const other = person('另一人', ['cert-reviewer', 'cert-approver']);
    const results = await Promise.allSettled(
      [both, other].map((each) => requests.decide(each, id, { decision: 'approve' })),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await requests.get(bureau.clerk, id)).request.step).toBe('approve');
  });
});
