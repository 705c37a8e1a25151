import { afterEach, describe, expect, it } from 'vitest';
import { defineErrors } from '#platform/kernel/errors.ts';
import { newId } from '#platform/kernel/ids.ts';
import type { PkiTables } from '../../store/tables.ts';
import { addCertificate, person, staffProfile, testBureau } from './testing.ts';

type Bureau = Awaited<ReturnType<typeof testBureau>>;
let bureau: Bureau;
afterEach(() => bureau.close());

const issue = (holderId: string) =>
  ({ kind: 'issue', profile: 'staff-sign-in', holderId, reason: '新入职' }) as const;
const code = (expected: string) => expect.objectContaining({ code: expected });

/** A request at the given step, entered by the clerk. */
async function waitingAt(step: 'review' | 'approve') {
  bureau = await testBureau();
  const { requests, clerk, reviewer, holder } = bureau;
  const { request } = await requests.create(clerk, issue(holder.id));
  if (step === 'approve') await requests.decide(reviewer, request.id, { decision: 'approve' });
  return { ...bureau, id: request.id };
}

describe('a staff certificate', () => {
  it('ok/ goes from request through review and approval to issue, by three persons', async () => {
    bureau = await testBureau();
    const { requests, clerk, reviewer, approver, holder, calls } = bureau;
    const made = await requests.create(clerk, issue(holder.id));
    expect(made.request).toMatchObject({
      number: '2026-000001',
      state: 'pending',
      step: 'review',
      decidable: false,
    });
    expect(made.preview?.subject).toContain('张三');
    await requests.decide(reviewer, made.request.id, { decision: 'approve' });
    const done = await requests.decide(approver, made.request.id, { decision: 'approve' });
    expect(done.request).toMatchObject({ state: 'done', step: null, failure: null });
    expect(done.request.resultCertificateId).not.toBeNull();
    expect(calls).toEqual(['issue']);
    expect(
      done.decisions.map(({ step, actorName, signatureValid }) => [step, actorName, signatureValid]),
    ).toEqual([
      ['entry', '录入员', true],
      ['review', '审核员', true],
      ['approve', '审批员', true],
    ]);
    expect((await bureau.eventNames()).filter((name) => name.startsWith('pki.request.'))).toEqual([
      'pki.request.created',
      'pki.request.decided',
      'pki.request.decided',
      'pki.request.decided',
      'pki.request.approved',
      'pki.request.done',
    ]);
  });

  it('ok/ may be asked for by its own holder and then waits for an entry clerk', async () => {
    bureau = await testBureau();
    const { requests, self, clerk } = bureau;
    const { holderId: _, ...own } = issue('');
    const made = await requests.create(self, own);
    expect(made.request).toMatchObject({ step: 'entry', requesterName: '张三', decidable: false });
    const entered = await requests.decide(clerk, made.request.id, { decision: 'approve' });
    expect(entered.request.step).toBe('review');
  });

  it('fail/ is not entered by its own holder, entry clerk or not', async () => {
    bureau = await testBureau();
    const clerk = person('张三', ['cert-entry'], { holderId: bureau.holder.id });
    const made = await bureau.requests.create(clerk, issue(bureau.holder.id));
    expect(made.request).toMatchObject({ step: 'entry', decidable: false });
    const decided = bureau.requests.decide(clerk, made.request.id, { decision: 'approve' });
    await expect(decided).rejects.toEqual(code('pki.decision-by-holder'));
  });

  it('fail/ is not asked for by a stranger', async () => {
    bureau = await testBureau();
    const stranger = person('李四', []);
    await expect(bureau.requests.create(stranger, issue(bureau.holder.id))).rejects.toEqual(
      code('common.forbidden'),
    );
    const { request } = await bureau.requests.create(bureau.clerk, issue(bureau.holder.id));
    await expect(bureau.requests.get(stranger, request.id)).rejects.toEqual(code('pki.request-not-found'));
  });

  it('fail/ is not issued to somebody who left, asked before or after', async () => {
    const { requests, directory, clerk, approver, holder, calls, id } = await waitingAt('approve');
    await directory.updateHolder(clerk, holder.id, { state: 'left' });
    const decided = requests.decide(approver, id, { decision: 'approve' });
    await expect(decided).rejects.toEqual(code('pki.holder-left'));
    await expect(requests.create(clerk, issue(holder.id))).rejects.toEqual(code('pki.holder-left'));
    const rejected = await requests.decide(approver, id, { decision: 'reject', reason: '已离职' });
    expect(rejected.request.state).toBe('rejected');
    expect(calls).toEqual([]);
  });
});

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

describe('revocation, suspension, release and renewal', () => {
  async function walk(kind: 'renew' | 'revoke' | 'suspend' | 'release', certificateId: string) {
    const { requests, clerk, reviewer, approver } = bureau;
    let detail = await requests.create(clerk, { kind, certificateId, reason: '需要' });
    const { id, steps } = detail.request;
    if (steps.includes('review')) await requests.decide(reviewer, id, { decision: 'approve' });
    detail = await requests.decide(approver, id, { decision: 'approve' });
    return detail.request;
  }

  it('ok/ take the same flow; a suspension skips the review', async () => {
    bureau = await testBureau();
    const id = await addCertificate(bureau.deps, bureau.holder.id);
    expect(await walk('suspend', id)).toMatchObject({ state: 'done', steps: ['entry', 'approve'] });
    expect(await walk('release', id)).toMatchObject({ state: 'done', steps: ['entry', 'review', 'approve'] });
    expect(await walk('renew', id)).toMatchObject({ state: 'done', delivery: 'pkcs12' });
    expect(await walk('revoke', id)).toMatchObject({ state: 'done', revocationReason: 'unspecified' });
    expect(bureau.calls).toEqual(['suspend', 'release', 'issue', 'revoke']);
  });

  it.each([
    ['release', 'good'],
    ['suspend', 'held'],
    ['renew', 'revoked'],
    ['revoke', 'revoked'],
  ] as const)('fail/ %s of a certificate that is %s', async (kind, status) => {
    bureau = await testBureau();
    const { deps, holder } = bureau;
    const id = await addCertificate(deps, holder.id);
    await deps.storage.transaction<PkiTables, unknown>((tx) =>
      tx.updateTable('pki_certificates').set({ status }).execute(),
    );
    await expect(walk(kind, id)).rejects.toEqual(code('pki.request-certificate-state'));
  });

  it('fail/ a person sees and revokes only the own certificates', async () => {
    bureau = await testBureau();
    const { deps, requests, holder, self } = bureau;
    const other = await addCertificate(deps, null);
    const revoke = (certificateId: string) =>
      requests.create(self, { kind: 'revoke', certificateId, reason: '丢失' });
    await expect(revoke(other)).rejects.toEqual(code('pki.request-certificate-unknown'));
    expect((await revoke(await addCertificate(deps, holder.id))).request.step).toBe('entry');
  });
});

describe('taking a request down', () => {
  it.each([
    ['a CSR on a revocation', { kind: 'revoke', certificateId: 'x', csr: 'MA==' }, 'pki.request-field'],
    ['a revocation without certificate', { kind: 'revoke' }, 'pki.request-field-missing'],
    ['an unknown profile', { kind: 'issue', profile: 'none' }, 'pki.request-profile-unknown'],
    [
      'a CSR that is none',
      { kind: 'issue', profile: 'staff-sign-in', csr: '%%%' },
      'pki.request-csr-encoding',
    ],
    [
      'a key algorithm beside a CSR',
      { kind: 'issue', profile: 'staff-sign-in', csr: 'MAA=', keyAlgorithm: 'ec-p256' },
      'pki.request-field',
    ],
  ] as const)('fail/ %s', async (_, input, expected) => {
    bureau = await testBureau();
    const { requests, clerk, holder } = bureau;
    const about = input.kind === 'issue' ? { holderId: holder.id } : {};
    const made = requests.create(clerk, { ...input, ...about, reason: '测试' });
    await expect(made).rejects.toEqual(code(expected));
  });

  it('fail/ a profile for servers, or without an approver, is not for people', async () => {
    bureau = await testBureau({ ...staffProfile, holderKind: 'server' });
    const made = () => bureau.requests.create(bureau.clerk, issue(bureau.holder.id));
    await expect(made()).rejects.toEqual(code('pki.request-profile-holder'));
    await bureau.close();
    bureau = await testBureau({ ...staffProfile, steps: ['entry'] });
    await expect(made()).rejects.toEqual(code('pki.request-profile-not-requestable'));
  });

  it('fail/ a profile that is not for self-service, but for the clerk it is', async () => {
    bureau = await testBureau({ ...staffProfile, own: false });
    const { requests, self, clerk, holder } = bureau;
    const own = requests.create(self, issue(holder.id));
    await expect(own).rejects.toEqual(code('pki.request-profile-not-requestable'));
    expect((await requests.create(clerk, issue(holder.id))).request.step).toBe('review');
  });

  it('fail/ revoking what expired; renewing it is fine', async () => {
    bureau = await testBureau();
    const { requests, clerk, holder, deps, pass } = bureau;
    const certificateId = await addCertificate(deps, holder.id);
    pass(307 * 86_400_000);
    const revoked = requests.create(clerk, { kind: 'revoke', certificateId, reason: '丢失' });
    await expect(revoked).rejects.toEqual(code('pki.request-certificate-state'));
    const renewed = await requests.create(clerk, { kind: 'renew', certificateId, reason: '到期' });
    expect(renewed.request.state).toBe('pending');
  });

  it('fail/ the same thing twice, also at the same time; a closed one stands in nobody’s way', async () => {
    bureau = await testBureau();
    const { requests, clerk, holder } = bureau;
    const results = await Promise.allSettled([1, 2].map(() => requests.create(clerk, issue(holder.id))));
    const made = results.find((result) => result.status === 'fulfilled')!.value;
    expect(results.find((result) => result.status === 'rejected')?.reason).toEqual(
      code('pki.request-duplicate'),
    );
    await requests.withdraw(clerk, made.request.id, '填错了');
    expect((await requests.create(clerk, issue(holder.id))).request.number).toBe('2026-000002');
  });

  it('fail/ one key for two requests', async () => {
    bureau = await testBureau();
    const { requests, directory, clerk, holder, organisation } = bureau;
    const other = await directory.createHolder(clerk, {
      kind: 'person',
      organisationId: organisation.id,
      name: '李四',
      number: 'A002',
    });
    const csr = Buffer.from([0x30, 0x03, 1, 2, 3]).toString('base64');
    await requests.create(clerk, { ...issue(holder.id), csr });
    await expect(requests.create(clerk, { ...issue(other.id), csr })).rejects.toEqual(
      code('pki.request-duplicate'),
    );
  });

  it('ok/ numbers count up within a year', async () => {
    bureau = await testBureau();
    const { requests, clerk, holder, pass } = bureau;
    const numbers: string[] = [];
    for (const days of [0, 1, 365]) {
      pass(days * 86_400_000);
      const { request } = await requests.create(clerk, issue(holder.id));
      numbers.push(request.number);
      await requests.withdraw(clerk, request.id, '测试');
    }
    expect(numbers).toEqual(['2026-000001', '2026-000002', '2027-000001']);
  });
});

describe('reasons', () => {
  it.each([
    ['a lone surrogate', '\ud800', 'pki.field-hidden-character'],
    ['a bidi override', '同意\u202e', 'pki.field-hidden-character'],
    ['a null', '同\0意', 'pki.field-control-character'],
  ])('fail/ %s, wherever a reason is given', async (_, reason, expected) => {
    const { requests, clerk, reviewer, holder, id } = await waitingAt('review');
    await expect(requests.create(clerk, { ...issue(holder.id), reason })).rejects.toEqual(code(expected));
    for (const decision of ['approve', 'reject'] as const) {
      await expect(requests.decide(reviewer, id, { decision, reason })).rejects.toEqual(code(expected));
      await expect(requests.decisionPayload(reviewer, id, { decision, reason })).rejects.toEqual(
        code(expected),
      );
    }
    await expect(requests.withdraw(clerk, id, reason)).rejects.toEqual(code(expected));
    expect((await requests.list(clerk, { q: `张三${reason}` })).total).toBeLessThanOrEqual(1);
  });

  it('ok/ may have lines', async () => {
    const { requests, reviewer, id } = await waitingAt('review');
    const { decisions } = await requests.decide(reviewer, id, { decision: 'reject', reason: ' 一\r\n二 ' });
    expect(decisions.at(-1)).toMatchObject({ reason: '一\n二', signatureValid: true });
  });
});

describe('closing', () => {
  it('fail/ only the requester withdraws', async () => {
    const { requests, reviewer, clerk, id } = await waitingAt('review');
    await expect(requests.withdraw(reviewer, id, '不要')).rejects.toEqual(code('pki.withdraw-not-requester'));
    expect((await requests.withdraw(clerk, id, '不要')).request.state).toBe('withdrawn');
    await expect(requests.withdraw(clerk, id, '不要')).rejects.toEqual(code('pki.request-not-pending'));
  });

  it('ok/ what waited too long expires, and cannot be decided before the job ran either', async () => {
    const { requests, reviewer, id, pass } = await waitingAt('review');
    pass(30 * 86_400_000);
    const late = requests.decide(reviewer, id, { decision: 'approve' });
    await expect(late).rejects.toEqual(code('pki.request-expired'));
    expect(await requests.expireStale()).toBe(1);
    expect((await requests.get(reviewer, id)).request.state).toBe('expired');
    expect(await requests.expireStale()).toBe(0);
  });
});

describe('carrying an approved request out', () => {
  const faults = defineErrors('test', {
    impossible: { status: 409, zh: '不可能', en: 'Impossible' },
    full: { status: 507, zh: '磁盘已满', en: 'Disk full' },
  });

  it('fail/ what cannot be done is failed, with its reason in both languages', async () => {
    const { requests, approver, id, trouble } = await waitingAt('approve');
    trouble.next = faults.impossible();
    const { request } = await requests.decide(approver, id, { decision: 'approve' });
    expect(request).toMatchObject({
      state: 'failed',
      failure: { code: 'test.impossible', message: { zh: '不可能', en: 'Impossible' } },
    });
    expect(await requests.executeApproved()).toBe(0);
  });

  it.each([
    ['a full disk', () => faults.full(), 'test.full'],
    ['a fault of ours', () => new Error('secret detail'), 'pki.request-interrupted'],
  ])('ok/ after %s the request stays approved and is done later', async (_, fault, expected) => {
    const { requests, approver, id, trouble, calls } = await waitingAt('approve');
    trouble.next = fault();
    const { request } = await requests.decide(approver, id, { decision: 'approve' });
    expect(request).toMatchObject({ state: 'approved', failure: { code: expected } });
    expect(JSON.stringify(request)).not.toContain('secret');
    trouble.next = fault();
    await requests.executeApproved();
    expect((await bureau.eventNames()).filter((name) => name === 'pki.request.delayed')).toHaveLength(1);
    await requests.executeApproved();
    expect((await requests.get(approver, id)).request).toMatchObject({ state: 'done', failure: null });
    expect(calls).toEqual(['issue', 'issue', 'issue']);
  });

  it('ok/ a certificate made before a crash is found again, not made twice', async () => {
    const { requests, approver, id, trouble, deps, holder, calls } = await waitingAt('approve');
    trouble.next = new Error('the process died here');
    await requests.decide(approver, id, { decision: 'approve' });
    const certificateId = await addCertificate(deps, holder.id, { requestId: id });
    await requests.executeApproved();
    expect((await requests.get(approver, id)).request).toMatchObject({
      state: 'done',
      resultCertificateId: certificateId,
    });
    expect(calls).toEqual(['issue']);
  });

  it('ok/ a revocation that took effect before a crash is done, not failed', async () => {
    bureau = await testBureau();
    const { requests, clerk, reviewer, approver, deps, holder, trouble } = bureau;
    const certificateId = await addCertificate(deps, holder.id);
    const { request } = await requests.create(clerk, { kind: 'revoke', certificateId, reason: '丢失' });
    await requests.decide(reviewer, request.id, { decision: 'approve' });
    trouble.next = new Error('the process died here');
    await requests.decide(approver, request.id, { decision: 'approve' });
    await deps.storage.transaction<PkiTables, unknown>((tx) =>
      tx.updateTable('pki_certificates').set({ status: 'revoked' }).execute(),
    );
    await requests.executeApproved();
    expect((await requests.get(clerk, request.id)).request.state).toBe('done');
    expect(bureau.calls).toEqual(['revoke']);
  });

  it('fail/ nothing is issued that differs from what was decided on', async () => {
    const { requests, approver, id, trouble, calls } = await waitingAt('approve');
    trouble.preview = { subject: 'CN=somebody else' };
    const { request } = await requests.decide(approver, id, { decision: 'approve' });
    expect(request).toMatchObject({ state: 'failed', failure: { code: 'pki.request-changed' } });
    expect(calls).toEqual([]);
  });
});

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
