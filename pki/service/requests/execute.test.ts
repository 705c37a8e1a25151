import { afterEach, describe, expect, it } from 'vitest';
import { defineErrors } from '#platform/kernel/errors.ts';
import type { PkiTables } from '../../store/tables.ts';
import { addCertificate, testBureau } from './testing.ts';

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
