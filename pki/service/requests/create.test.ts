import { afterEach, describe, expect, it } from 'vitest';
import { addCertificate, person, staffProfile, testBureau } from './testing.ts';

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

describe('taking a request down', () => {
  it.each([
    ['a CSR on a revocation', { kind: 'revoke', certificateId: 'x', csr: 'MA==' }, 'pki.request-field'],
    ['a revocation without certificate', { kind: 'revoke' }, 'pki.request-field-missing'],
    ['an unknown profile', { kind: 'issue', profile: 'none' }, 'pki.request-profile-unknown'],
    [
      'a CSR that is none',
      { kind: 'issue', profile: 'staff-signin', csr: '%%%' },
      'pki.request-csr-encoding',
    ],
    [
      'a key algorithm beside a CSR',
      { kind: 'issue', profile: 'staff-signin', csr: 'MAA=', keyAlgorithm: 'ec-p256' },
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
