import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRequests } from '../requests/index.ts';
import { person, staffProfile } from '../requests/testing.ts';
import { type TestIssuing, testIssuing } from '../testing.ts';

const password = { password: 'correct horse' };
const approve = { decision: 'approve' } as const;

describe('who collects a key that was made here', () => {
  let house: TestIssuing;
  beforeAll(async () => {
    house = await testIssuing();
    await house.issuing.start();
  });
  afterAll(async () => {
    house?.issuing.stop();
    await house?.close();
  });

  const clerk = person('录入员', ['cert-entry']);
  const reviewer = person('审核员', ['cert-reviewer']);
  const approver = person('审批员', ['cert-approver']);

  /** What the clerk asked for, approved by all. */
  async function issued(input: { holderId: string } | { certificateId: string }) {
    const profile = { ...staffProfile, id: 'staff-signin' };
    const requests = createRequests({
      ...house.deps,
      issuance: house.issuing.issuance,
      profiles: { get: () => profile },
      config: { requestExpiryDays: 30 },
    });
    const wanted =
      'holderId' in input
        ? ({ kind: 'issue', profile: profile.id, ...input } as const)
        : ({ kind: 'revoke', revocationReason: 'superseded', ...input } as const);
    const { request } = await requests.create(clerk, { ...wanted, reason: '换发' });
    await requests.decide(reviewer, request.id, approve);
    return (await requests.decide(approver, request.id, approve)).request;
  }

  it('nobody else for a person who has an account, not even the first; the clerk for all others', async () => {
    const holderId = await house.addHolder({ name: '郑文静' });
    const { collect } = house.issuing.collect;
    const { id } = await issued({ holderId });
    house.accounts.add(holderId);
    await expect(collect(id, password, clerk)).rejects.toMatchObject({
      code: 'pki.key-for-holder-only',
      details: { name: '郑文静' },
    });
    await collect(id, password, person('郑文静', [], { holderId }));

    const without = await issued({ holderId: await house.addHolder() });
    await collect(without.id, password, clerk);
  });

  it('the clerk for a person who has none yet; from then on the person alone, until it is revoked', async () => {
    const holderId = await house.addHolder({ name: '林静怡' });
    const { collect } = house.issuing.collect;
    const [first, second] = [await issued({ holderId }), await issued({ holderId })];
    await collect(first.id, password, clerk);
    await expect(collect(second.id, password, clerk)).rejects.toMatchObject({
      code: 'pki.key-for-holder-only',
      details: { name: '林静怡' },
    });
    await collect(second.id, password, person('林静怡', [], { holderId }));

    const third = await issued({ holderId });
    await issued({ certificateId: first.resultCertificateId! });
    await expect(collect(third.id, password, clerk)).rejects.toMatchObject({
      code: 'pki.key-for-holder-only',
    });
    await issued({ certificateId: second.resultCertificateId! });
    await collect(third.id, password, clerk);
  });
});
