import { createPrivateKey, generateKeyPairSync, type KeyObject, sign, webcrypto } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { PersonActor } from '#platform/kernel/actor.ts';
import { peculiar } from '../../../test/peers/peculiar.ts';
import { canonicalJson } from '../../core/requests/canonical-json.ts';
import { sha256Hex } from '../../core/sha256.ts';
import { decisionsOf } from '../../store/requests.ts';
import type { PkiTables } from '../../store/tables.ts';
import { createDecisionKey } from './decision-key.ts';
import { addCertificate, person, testBureau } from './testing.ts';

let bureau: Awaited<ReturnType<typeof testBureau>>;
afterEach(() => bureau.close());

const code = (expected: string) => expect.objectContaining({ code: expected });
const algorithms = {
  'P-256': { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  'P-384': { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-384' },
  RSA: {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  },
  Ed25519: { name: 'Ed25519' },
} as const;
type AlgorithmName = keyof typeof algorithms;

/** A self-signed certificate and its key as a browser holds them. */
async function browserKey(name: AlgorithmName) {
  const algorithm = algorithms[name];
  const keys = (await webcrypto.subtle.generateKey(algorithm, true, [
    'sign',
    'verify',
  ])) as webcrypto.CryptoKeyPair;
  const certificate = await peculiar.X509CertificateGenerator.createSelfSigned(
    {
      name: 'CN=审核员',
      keys: keys as never,
      signingAlgorithm: algorithm,
      serialNumber: '01',
      extensions: [new peculiar.KeyUsagesExtension(peculiar.KeyUsageFlags.digitalSignature)],
    },
    webcrypto as never,
  );
  const signPayload = async (payload: string) =>
    Buffer.from(
      await webcrypto.subtle.sign(algorithm, keys.privateKey, Buffer.from(payload, 'base64')),
    ).toString('base64');
  return { der: Buffer.from(certificate.rawData), signPayload };
}

/** A pending request, and a reviewer who signed in with a certificate of the given kind. */
async function certificateSession(name: AlgorithmName = 'P-256') {
  bureau = await testBureau();
  const { deps, requests, clerk, holder } = bureau;
  const key = await browserKey(name);
  const certificateId = await addCertificate(deps, null, { der: key.der });
  const session = (role: string): PersonActor =>
    person('审核员', [role], {
      method: 'certificate',
      certificateFingerprint: sha256Hex(key.der),
    });
  const { request } = await requests.create(clerk, {
    kind: 'issue',
    profile: 'staff-signin',
    holderId: holder.id,
    reason: '新入职',
  });
  return { ...bureau, ...key, id: request.id, session, reviewer: session('cert-reviewer'), certificateId };
}

const approve = { decision: 'approve' } as const;

describe('a decision in a certificate session', () => {
  it.each([
    ['P-256', 'ecdsa-p256-sha256'],
    ['P-384', 'ecdsa-p384-sha384'],
    ['RSA', 'rsa-pkcs1-sha256'],
    ['Ed25519', 'ed25519'],
  ] as const)('ok/ is signed by its own key, made by WebCrypto: %s', async (name, signatureAlgorithm) => {
    const { requests, reviewer, id, signPayload } = await certificateSession(name);
    const { payload, signWith, certificateFingerprint } = await requests.decisionPayload(
      reviewer,
      id,
      approve,
    );
    expect({ signWith, certificateFingerprint }).toEqual({
      signWith: 'own-key',
      certificateFingerprint: reviewer.certificateFingerprint,
    });
    const detail = await requests.decide(reviewer, id, {
      ...approve,
      payload,
      signature: await signPayload(payload),
    });
    expect(detail.decisions[1]).toMatchObject({
      signedWith: 'own-key',
      signatureAlgorithm,
      signer: 'CN=审核员',
      signatureValid: true,
    });
  });

  it('ok/ says in its payload what is decided on', async () => {
    const { requests, reviewer, id } = await certificateSession();
    const { payload } = await requests.decisionPayload(reviewer, id, { decision: 'reject', reason: '不符' });
    const text = Buffer.from(payload, 'base64').toString('utf8');
    expect(JSON.parse(text)).toMatchObject({
      type: 'anmin.pki.decision',
      request: { id, number: '2026-000001', kind: 'issue', profile: 'staff-signin', reason: '新入职' },
      content: { preview: { subject: expect.stringContaining('张三'), days: 365 }, csrSha256: null },
      verdict: { step: 'review', stepIndex: 1, decision: 'reject', reason: '不符' },
      version: 2,
      actor: { id: reviewer.accountId, holderId: reviewer.holderId },
      session: { id: reviewer.sessionId, method: 'certificate' },
      issuedAt: '2026-03-01T08:00:00.000Z',
    });
  });

  it('fail/ without a signature, or with another key’s, or over something else', async () => {
    const { requests, reviewer, id, signPayload } = await certificateSession();
    const decide = (input: object) => requests.decide(reviewer, id, { ...approve, ...input });
    await expect(decide({})).rejects.toEqual(code('pki.decision-signature-missing'));
    const { payload } = await requests.decisionPayload(reviewer, id, approve);
    const signature = await signPayload(payload);
    await expect(decide({ payload })).rejects.toEqual(code('pki.decision-signature-missing'));
    const foreign = await (await browserKey('P-256')).signPayload(payload);
    await expect(decide({ payload, signature: foreign })).rejects.toEqual(
      code('pki.decision-signature-invalid'),
    );
    await expect(decide({ payload, signature: '' })).rejects.toEqual(code('pki.decision-signature-missing'));
    await expect(decide({ payload, signature: 'AA==' })).rejects.toEqual(
      code('pki.decision-signature-invalid'),
    );
    await expect(decide({ decision: 'reject', reason: '改', payload, signature })).rejects.toEqual(
      code('pki.decision-payload-mismatch'),
    );
    for (const bad of ['', '%', 'bnVsbA==', Buffer.from('{}').toString('base64'), 'A'.repeat(65_536)]) {
      await expect(decide({ payload: bad, signature })).rejects.toEqual(
        code('pki.decision-payload-malformed'),
      );
    }
    expect((await requests.decide(reviewer, id, { ...approve, payload, signature })).request.step).toBe(
      'approve',
    );
  });

  it('fail/ with the payload of another session or another request', async () => {
    const { requests, reviewer, session, id, signPayload, clerk, deps, holder } = await certificateSession();
    const other = session('cert-reviewer');
    const { payload } = await requests.decisionPayload(other, id, approve);
    const signature = await signPayload(payload);
    await expect(requests.decide(reviewer, id, { ...approve, payload, signature })).rejects.toEqual(
      code('pki.decision-payload-mismatch'),
    );
    const certificateId = await addCertificate(deps, holder.id);
    const second = await requests.create(clerk, { kind: 'revoke', certificateId, reason: '丢失' });
    await expect(
      requests.decide(other, second.request.id, { ...approve, payload, signature }),
    ).rejects.toEqual(code('pki.decision-payload-mismatch'));
  });

  it('fail/ with a payload that is stale or from the future', async () => {
    const { requests, reviewer, id, signPayload, pass } = await certificateSession();
    const { payload } = await requests.decisionPayload(reviewer, id, approve);
    const input = { ...approve, payload, signature: await signPayload(payload) };
    pass(10 * 60_000 + 1);
    await expect(requests.decide(reviewer, id, input)).rejects.toEqual(code('pki.decision-payload-stale'));
    pass(-12 * 60_000);
    await expect(requests.decide(reviewer, id, input)).rejects.toEqual(code('pki.decision-payload-stale'));
    pass(60_000);
    expect((await requests.decide(reviewer, id, input)).request.step).toBe('approve');
  });

  it.each(['revoked', 'held'])('fail/ with a certificate that is %s meanwhile', async (status) => {
    const { requests, reviewer, id, signPayload, deps, certificateId } = await certificateSession();
    const { payload } = await requests.decisionPayload(reviewer, id, approve);
    await deps.storage.transaction<PkiTables, unknown>((tx) =>
      tx.updateTable('pki_certificates').set({ status }).where('id', '=', certificateId).execute(),
    );
    const decided = requests.decide(reviewer, id, {
      ...approve,
      payload,
      signature: await signPayload(payload),
    });
    await expect(decided).rejects.toEqual(code('pki.decision-certificate-not-valid'));
  });

  it('fail/ with a certificate that was not issued here', async () => {
    const { requests, id } = await certificateSession();
    const foreign = await browserKey('P-256');
    const reviewer = person('外人', ['cert-reviewer'], {
      method: 'certificate',
      certificateFingerprint: sha256Hex(foreign.der),
    });
    const { payload } = await requests.decisionPayload(reviewer, id, approve);
    const signature = await foreign.signPayload(payload);
    await expect(requests.decide(reviewer, id, { ...approve, payload, signature })).rejects.toEqual(
      code('pki.decision-certificate-unknown'),
    );
  });

  it('ok/ a clerk signs the entry of the own request in a second call', async () => {
    const { requests, session, deps, holder, signPayload } = await certificateSession();
    const clerk = session('cert-entry');
    const certificateId = await addCertificate(deps, holder.id);
    const { request } = await requests.create(clerk, { kind: 'revoke', certificateId, reason: '丢失' });
    expect(request).toMatchObject({ step: 'entry', decidable: true });
    const { payload } = await requests.decisionPayload(clerk, request.id, approve);
    const signature = await signPayload(payload);
    const entered = await requests.decide(clerk, request.id, { ...approve, payload, signature });
    expect(entered.request).toMatchObject({ step: 'review', decidable: false });
  });
});

describe('a decision in a password session', () => {
  it('ok/ is signed by the server’s key, one for the life of the system', async () => {
    bureau = await testBureau();
    const { requests, clerk, reviewer, approver, holder, deps } = bureau;
    const made = await requests.create(clerk, {
      kind: 'issue',
      profile: 'staff-signin',
      holderId: holder.id,
      reason: '新入职',
    });
    const { payload } = await requests.decisionPayload(reviewer, made.request.id, approve);
    await requests.decide(reviewer, made.request.id, { ...approve, payload });
    const { decisions } = await requests.decide(approver, made.request.id, approve);
    expect(new Set(decisions.map(({ signer }) => signer)).size).toBe(1);
    expect(decisions.map(({ signedWith }) => signedWith)).toEqual(Array(3).fill('server-key'));
    const keys = await deps.storage.read<PkiTables>().selectFrom('pki_keys').selectAll().execute();
    expect(keys).toHaveLength(1);
    expect(keys[0]!.sealed!.includes(keys[0]!.spki.subarray(-32))).toBe(false);
    expect(() => createPrivateKey({ key: keys[0]!.sealed!, format: 'der', type: 'pkcs8' })).toThrow();
  });

  it('fail/ takes no signature', async () => {
    const { requests, id, signPayload } = await certificateSession();
    const reviewer = person('口令审核员', ['cert-reviewer']);
    const { payload, signWith } = await requests.decisionPayload(reviewer, id, approve);
    expect(signWith).toBe('server-key');
    const decided = requests.decide(reviewer, id, {
      ...approve,
      payload,
      signature: await signPayload(payload),
    });
    await expect(decided).rejects.toEqual(code('pki.decision-signature-not-expected'));
  });
});

describe('checking stored decisions again', () => {
  async function signedTwice() {
    const world = await certificateSession();
    const { requests, reviewer, id, signPayload, approver } = world;
    const { payload } = await requests.decisionPayload(reviewer, id, approve);
    await requests.decide(reviewer, id, { ...approve, payload, signature: await signPayload(payload) });
    await requests.decide(approver, id, approve);
    return world;
  }

  it('ok/ all stand, also after the directory changed', async () => {
    const { requests, approver, directory, clerk, holder } = await signedTwice();
    await directory.updateHolder(clerk, holder.id, { name: '张三丰' });
    expect(await requests.verifyDecisions(approver)).toEqual({ checked: 3, bad: [] });
  });

  const impostor = generateKeyPairSync('ed25519');
  const forge = (key: KeyObject, payload: Buffer) => sign(null, payload, key);

  it.each([
    ['the verdict', 'pki_decisions', { decision: 'reject' }],
    ['the reason', 'pki_decisions', { reason: '伪造' }],
    ['the name', 'pki_decisions', { actor_name: '他人' }],
    ['the person', 'pki_decisions', { actor_holder_id: null }],
    ['the session', 'pki_decisions', { session_id: 'x' }],
    ['the signature', 'pki_decisions', { signature: Buffer.alloc(64) }],
    ['the payload', 'pki_decisions', { payload: Buffer.from('{}') }],
    ['the algorithm', 'pki_decisions', { signature_algorithm: 'none' }],
    ['the holder’s preview', 'pki_requests', { preview: '{"subject":"CN=other"}' }],
    ['the CSR', 'pki_requests', { csr: Buffer.of(1) }],
    ['the requester', 'pki_requests', { requester_id: 'x' }],
  ] as const)('fail/ a change of %s in the database is found', async (_, table, change) => {
    const { requests, approver, deps, id } = await signedTwice();
    await deps.storage.transaction<PkiTables, unknown>((tx) => tx.updateTable(table).set(change).execute());
    const { checked, bad } = await requests.verifyDecisions(approver);
    expect({ checked, bad: bad.map(({ step }) => step) }).toEqual({
      checked: 3,
      bad: ['entry', 'review', 'approve'],
    });
    const { decisions } = await requests.get(approver, id);
    expect(decisions.map(({ signatureValid }) => signatureValid)).toEqual([false, false, false]);
  });

  it('ok/ and fail/ a decision of version 1, which did not name the person of the directory', async () => {
    const { requests, approver, deps, id } = await signedTwice();
    const db = deps.storage.read<PkiTables>();
    const rows = await decisionsOf(db, id);
    const key = await createDecisionKey(deps)();
    const entry = rows.find(({ step }) => step === 'entry')!;
    const value = JSON.parse(entry.payload.toString('utf8'));
    delete value.actor.holderId;
    const store = (version: unknown) => {
      const payload = Buffer.from(canonicalJson({ ...value, version }), 'utf8');
      return deps.storage.transaction<PkiTables, unknown>((tx) =>
        tx
          .updateTable('pki_decisions')
          .set({ payload, signature: key.sign(payload) })
          .where('id', '=', entry.id)
          .execute(),
      );
    };
    await store(1);
    expect((await requests.verifyDecisions(approver)).bad).toEqual([]);
    for (const version of [2, 3, '1']) {
      await store(version);
      expect((await requests.verifyDecisions(approver)).bad.map(({ step }) => step)).toEqual(['entry']);
    }
  });

  it('fail/ a signature by a key that is not the server’s', async () => {
    const { requests, approver, deps } = await signedTwice();
    const rows = await deps.storage.read<PkiTables>().selectFrom('pki_decisions').selectAll().execute();
    const last = rows.find(({ step }) => step === 'approve')!;
    await deps.storage.transaction<PkiTables, unknown>((tx) =>
      tx
        .updateTable('pki_decisions')
        .set({ signature: forge(impostor.privateKey, last.payload) })
        .where('id', '=', last.id)
        .execute(),
    );
    expect((await requests.verifyDecisions(approver)).bad).toEqual([
      { number: '2026-000001', step: 'approve', actorName: '审批员' },
    ]);
  });

  it('fail/ needs the permission to read requests', async () => {
    const { requests, self } = await signedTwice();
    await expect(requests.verifyDecisions(self)).rejects.toEqual(code('common.forbidden'));
  });
});
