import { afterEach, describe, expect, it } from 'vitest';
import { testBureau } from './testing.ts';

let bureau: Awaited<ReturnType<typeof testBureau>>;
afterEach(() => bureau.close());

describe('a staff certificate', () => {
  it('ok/ goes from request through review and approval to issue, by three persons', async () => {
    bureau = await testBureau();
    const { requests, clerk, reviewer, approver, holder, calls } = bureau;
    const made = await requests.create(clerk, {
      kind: 'issue',
      profile: 'staff-sign-in',
      holderId: holder.id,
      reason: '新入职',
    });
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
});
