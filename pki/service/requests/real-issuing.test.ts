import { generateKeyPairSync, sign, X509Certificate } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { softwareSigner } from '../../adapters/software-keys.ts';
import { type SignatureName, signatureAlgorithms } from '../../core/algorithms.ts';
import { assembleSigned } from '../../core/build/certificate.ts';
import { buildCertificationRequestInfo } from '../../core/build/csr.ts';
import { encodeName } from '../../core/build/names.ts';
import type { PkiTables } from '../../store/tables.ts';
import { createDirectory } from '../directory/index.ts';
import { testIssuing } from '../testing.ts';
import { createRequests } from './index.ts';
import { person, staffProfile } from './testing.ts';

let closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing) await close();
  closing = [];
});

const code = (expected: string) => expect.objectContaining({ code: expected });
const approve = { decision: 'approve' } as const;

/** Requests on the real issuing side, with its own authorities and profiles. */
async function bureau() {
  const world = await testIssuing();
  closing.push(world.close);
  await world.issuing.start();
  closing.unshift(async () => world.issuing.stop());
  const profile = { ...staffProfile, id: 'staff-signin' };
  const requests = createRequests({
    ...world.deps,
    issuance: world.issuing.issuance,
    profiles: { get: (id) => (id === profile.id ? profile : undefined) },
    config: { requestExpiryDays: 30 },
  });
  const read = () => world.storage.read<PkiTables>();
  return {
    ...world,
    requests,
    directory: createDirectory(world.deps),
    certificate: (id: string) =>
      read().selectFrom('pki_certificates').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
    clerk: person('录入员', ['cert-entry']),
    reviewer: person('审核员', ['cert-reviewer']),
    approver: person('审批员', ['cert-approver']),
  };
}

/** A key and its PKCS#10. */
async function ownKey() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signer = softwareSigner(privateKey.export({ format: 'der', type: 'pkcs8' }), 'test');
  const info = buildCertificationRequestInfo({
    subject: encodeName([{ type: 'commonName', value: 'anything' }]),
    spki: publicKey.export({ format: 'der', type: 'spki' }),
  });
  const csr = assembleSigned(info, signer.algorithm.der, await signer.sign(info)).toString('base64');
  const signPayload = (payload: string) =>
    sign('sha256', Buffer.from(payload, 'base64'), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString(
      'base64',
    );
  return { csr, signPayload };
}

/** A PKCS#10 whose proof of possession is signed with the given algorithm. */
function signedWith(name: SignatureName): string {
  const { family, digest, der } = signatureAlgorithms[name];
  const { privateKey, publicKey } =
    family === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const info = buildCertificationRequestInfo({
    subject: encodeName([]),
    spki: publicKey.export({ format: 'der', type: 'spki' }),
  });
  return assembleSigned(info, der, sign(digest, info, privateKey)).toString('base64');
}

describe('requests on the real issuing side', () => {
  it.each(['rsa-md5', 'rsa-sha1', 'ecdsa-sha1'] as const)(
    'fail/ a proof of possession by %s, with its own code',
    async (name) => {
      const { requests, clerk, addHolder } = await bureau();
      const input = { kind: 'issue', profile: 'staff-signin', reason: '新任审核员' } as const;
      const made = requests.create(clerk, { ...input, holderId: await addHolder(), csr: signedWith(name) });
      const digest = name === 'rsa-md5' ? 'MD5' : 'SHA-1';
      const finding = {
        code: 'csr-weak-signature',
        field: 'csr',
        zh: expect.stringContaining(digest),
        en: expect.stringContaining(digest),
      };
      await expect(made).rejects.toMatchObject({
        code: 'pki.order-refused',
        details: { findings: [finding] },
      });
    },
  );

  it('ok/ a certificate that was issued here signs decisions, until it is revoked through the same flow', async () => {
    const { requests, clerk, reviewer, approver, addHolder, certificate } = await bureau();
    const key = await ownKey();
    const holderId = await addHolder({ name: '赵六' });
    const input = { kind: 'issue', profile: 'staff-signin', holderId, reason: '新任审核员' } as const;
    const made = await requests.create(clerk, { ...input, csr: key.csr });
    expect(made.preview?.subject).toContain('CN=赵六');
    await requests.decide(reviewer, made.request.id, approve);
    const done = await requests.decide(approver, made.request.id, approve);
    expect(done.request).toMatchObject({ state: 'done', delivery: 'csr', collectable: false });
    const issued = await certificate(done.request.resultCertificateId!);
    expect(new X509Certificate(issued.der).subject).toContain('CN=赵六');

    const signedIn = person('赵六', ['cert-reviewer'], {
      method: 'certificate',
      certificateFingerprint: issued.fingerprint,
      holderId,
    });
    const other = await addHolder({ name: '孙七' });
    const second = await requests.create(clerk, { ...input, holderId: other });
    const { payload } = await requests.decisionPayload(signedIn, second.request.id, approve);
    const signature = key.signPayload(payload);
    const decided = await requests.decide(signedIn, second.request.id, { ...approve, payload, signature });
    expect(decided.decisions[1]).toMatchObject({ signedWith: 'own-key', signatureValid: true });
    const delivered = await requests.decide(approver, second.request.id, approve);
    expect(delivered.request).toMatchObject({ state: 'done', delivery: 'pkcs12', collectable: true });

    const revocation = await requests.create(clerk, {
      kind: 'revoke',
      certificateId: issued.id,
      revocationReason: 'cessationOfOperation',
      reason: '调离',
    });
    await requests.decide(reviewer, revocation.request.id, approve);
    await requests.decide(approver, revocation.request.id, approve);
    expect(await certificate(issued.id)).toMatchObject({
      status: 'revoked',
      revocation_reason: 'cessationOfOperation',
    });
    const third = await requests.create(clerk, { ...input, holderId: await addHolder() });
    const late = await requests.decisionPayload(signedIn, third.request.id, approve);
    await expect(
      requests.decide(signedIn, third.request.id, {
        ...approve,
        payload: late.payload,
        signature: key.signPayload(late.payload),
      }),
    ).rejects.toEqual(code('pki.decision-certificate-not-valid'));
    // The signature of the time when it was good still stands.
    expect((await requests.verifyDecisions(clerk)).bad).toEqual([]);
  });

  it('ok/ suspension, release and renewal change the real certificate', async () => {
    const { requests, clerk, reviewer, approver, addHolder, certificate } = await bureau();
    const run = async (input: Parameters<typeof requests.create>[1]) => {
      const { request } = await requests.create(clerk, input);
      if (request.steps.includes('review')) await requests.decide(reviewer, request.id, approve);
      return (await requests.decide(approver, request.id, approve)).request;
    };
    const holderId = await addHolder();
    const first = await run({ kind: 'issue', profile: 'staff-signin', holderId, reason: '新入职' });
    const certificateId = first.resultCertificateId!;
    const status = async () => (await certificate(certificateId)).status;
    await run({ kind: 'suspend', certificateId, reason: '外出' });
    expect(await status()).toBe('held');
    await run({ kind: 'release', certificateId, reason: '归来' });
    expect(await status()).toBe('good');
    const renewed = await run({ kind: 'renew', certificateId, reason: '到期' });
    expect(await certificate(renewed.resultCertificateId!)).toMatchObject({ renewed_from_id: certificateId });
  });

  it('ok/ tells who collects a key, as the collecting then goes', async () => {
    const { requests, clerk, reviewer, approver, addHolder, accounts, issuing } = await bureau();
    const holderId = await addHolder({ name: '郑文静' });
    const self = person('郑文静', [], { holderId });
    const input = { kind: 'issue', profile: 'staff-signin', holderId, reason: '新入职' } as const;
    const { id } = (await requests.create(clerk, input)).request;
    expect((await requests.get(clerk, id)).collection).toBeNull();
    await requests.decide(reviewer, id, approve);
    await requests.decide(approver, id, approve);
    const seenBy = async (actor: typeof clerk) => (await requests.get(actor, id)).collection;
    expect(await seenBy(clerk)).toEqual({ mayCollect: true, holderOnly: false });
    expect(await seenBy(reviewer)).toEqual({ mayCollect: false, holderOnly: false });
    expect(await seenBy(self)).toEqual({ mayCollect: true, holderOnly: false });
    accounts.add(holderId);
    expect(await seenBy(clerk)).toEqual({ mayCollect: false, holderOnly: true });
    expect(await seenBy(self)).toEqual({ mayCollect: true, holderOnly: true });
    const password = { password: 'correct horse' };
    await expect(issuing.collect.collect(id, password, clerk)).rejects.toEqual(
      code('pki.key-for-holder-only'),
    );
    await issuing.collect.collect(id, password, self);
    expect(await seenBy(self)).toBeNull();
  });

  it('fail/ a certificate request that proves nothing is refused before anything is written', async () => {
    const { requests, clerk, addHolder, eventNames } = await bureau();
    const holderId = await addHolder();
    const { csr } = await ownKey();
    const broken = Buffer.from(csr, 'base64');
    broken[broken.length - 1]! ^= 1;
    const input = { kind: 'issue', profile: 'staff-signin', holderId, reason: '测试' } as const;
    for (const text of [broken.toString('base64'), 'MAA=']) {
      await expect(requests.create(clerk, { ...input, csr: text })).rejects.toEqual(
        code('pki.order-refused'),
      );
    }
    expect((await eventNames()).filter((name) => name.startsWith('pki.request'))).toEqual([]);
  });

  it('ok/ a rename after the decisions stops the issue', async () => {
    const { requests, directory, clerk, reviewer, approver, addHolder } = await bureau();
    const holderId = await addHolder();
    const { request } = await requests.create(clerk, {
      kind: 'issue',
      profile: 'staff-signin',
      holderId,
      reason: '新入职',
    });
    await requests.decide(reviewer, request.id, approve);
    await directory.updateHolder(clerk, holderId, { name: '另一人' });
    const { request: stopped } = await requests.decide(approver, request.id, approve);
    expect(stopped).toMatchObject({ state: 'failed', failure: { code: 'pki.request-changed' } });
  });
});
