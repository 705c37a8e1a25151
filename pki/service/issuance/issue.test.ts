import { createPrivateKey, generateKeyPairSync, type KeyObject, sign, X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PersonActor } from '#platform/kernel/actor.ts';
import { AppError } from '#platform/kernel/errors.ts';
import { newId } from '#platform/kernel/ids.ts';
import { openssl, runOpenssl } from '../../../test/peers/openssl.ts';
import { signatureAlgorithms } from '../../core/algorithms.ts';
import { assembleSigned } from '../../core/build/certificate.ts';
import { buildCertificationRequestInfo } from '../../core/build/csr.ts';
import { subjectAltName } from '../../core/build/extensions.ts';
import type { GeneralName } from '../../core/build/general-names.ts';
import { encodeName } from '../../core/build/names.ts';
import { findCertificate } from '../../store/certificates.ts';
import type { PkiTables } from '../../store/tables.ts';
import { auditBooks } from '../certificates/audit.ts';
import { orderFor, type TestIssuing, testIssuing } from '../testing.ts';

type Pair = { publicKey: KeyObject; privateKey: KeyObject };
const pair = (): Pair => generateKeyPairSync('ec', { namedCurve: 'prime256v1' });

/** A PKCS#10 signed by `signer`, which proves possession when it is the key's own. */
function csrOf({ publicKey, privateKey }: Pair, names: GeneralName[] = [], signer = privateKey): Buffer {
  const info = buildCertificationRequestInfo({
    subject: encodeName([{ type: 'commonName', value: 'whatever the user wrote' }]),
    spki: publicKey.export({ format: 'der', type: 'spki' }),
    ...(names.length > 0 ? { extensions: [subjectAltName(names)] } : {}),
  });
  return assembleSigned(info, signatureAlgorithms['ecdsa-sha256'].der, sign('sha256', info, signer));
}

describe('issuing', () => {
  let house: TestIssuing;
  beforeAll(async () => {
    house = await testIssuing();
    await house.issuing.start();
  });
  afterAll(() => house.close());

  const issue = (order: ReturnType<typeof orderFor>) =>
    house.issuing.issuance.issue(order, house.issuing.actor);
  const row = async (id: string) => (await findCertificate(house.storage.read<PkiTables>(), id))!;
  const rows = async () =>
    house.storage.read<PkiTables>().selectFrom('pki_certificates').select('id').execute();

  async function codesOf(attempt: Promise<unknown>): Promise<string[]> {
    const error = await attempt.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!(error instanceof AppError)) return [String(error)];
    const findings = error.details.findings as { code: string }[] | undefined;
    expect(error.texts.zh).toMatch(/\p{Script=Han}/u);
    return findings?.map(({ code }) => code) ?? [error.code];
  }

  it('rebuilds the certificate from profile and directory: nothing of the CSR but its key', async () => {
    const keys = pair();
    const holderId = await house.addHolder({ name: '李雷', number: 'A0042', email: 'lilei@example.gov.cn' });
    const { certificateId } = await issue(orderFor(holderId, { csr: csrOf(keys) }));
    const certificate = new X509Certificate((await row(certificateId)).der);
    expect(certificate.subject).toBe('C=CN\nO=杭州市民政局\nserialNumber=A0042\nCN=李雷');
    expect(certificate.subjectAltName).toBe('email:lilei@example.gov.cn');
    expect(certificate.publicKey.equals(keys.publicKey)).toBe(true);
  });

  it('is idempotent by request, also when asked many times at once', async () => {
    const order = orderFor(await house.addHolder());
    const before = (await rows()).length;
    const answers = await Promise.all([1, 2, 3, 4].map(() => issue(order)));
    const other = house.restarted();
    await other.issuers.load();
    answers.push(await other.issuance.issue(order, other.actor));
    expect(new Set(answers.map(({ certificateId }) => certificateId)).size).toBe(1);
    expect((await rows()).length).toBe(before + 1);
  });

  it('two processes with the same request leave one certificate', async () => {
    const order = orderFor(await house.addHolder(), { csr: csrOf(pair()) });
    const other = house.restarted();
    await other.issuers.load();
    const [a, b] = await Promise.all([issue(order), other.issuance.issue(order, other.actor)]);
    expect(a).toEqual(b);
    expect((await auditBooks({ ...house.deps, issuers: house.issuing.issuers })).faults).toEqual([]);
  });

  describe('bad input leaves nothing behind', () => {
    const refused = async (codes: string[], make: () => Promise<ReturnType<typeof orderFor>>) => {
      const order = await make();
      const before = (await rows()).length;
      expect(await codesOf(issue(order))).toEqual(codes);
      expect((await rows()).length).toBe(before);
    };

    it('fail/malformed CSR', () =>
      refused(['csr-malformed'], async () =>
        orderFor(await house.addHolder(), { csr: Buffer.from('30030201', 'hex') }),
      ));
    it('fail/a CSR longer than any honest one', () =>
      refused(['csr-malformed'], async () =>
        orderFor(await house.addHolder(), { csr: Buffer.alloc(20_000, 0x30) }),
      ));
    it('fail/signed by another key', () =>
      refused(['csr-possession'], async () =>
        orderFor(await house.addHolder(), { csr: csrOf(pair(), [], pair().privateKey) }),
      ));
    it('fail/key of another holder', () =>
      refused(['key-reused'], async () => {
        const csr = csrOf(pair());
        await issue(orderFor(await house.addHolder(), { csr }));
        return orderFor(await house.addHolder(), { csr });
      }));
    it('fail/key of the same holder under another profile', () =>
      refused(['key-reused'], async () => {
        const csr = csrOf(pair());
        const holderId = await house.addHolder();
        await issue(orderFor(holderId, { csr }));
        return orderFor(holderId, { csr, profile: 'staff-signature' });
      }));
    it('fail/key that was compromised', () =>
      refused(['key-compromised'], async () => {
        const csr = csrOf(pair());
        const holderId = await house.addHolder();
        const { certificateId } = await issue(orderFor(holderId, { csr }));
        await house.issuing.issuance.revoke(certificateId, 'keyCompromise', 'r', house.issuing.actor);
        return orderFor(holderId, { csr });
      }));
    it('fail/weak key', () =>
      refused(['key-rsa-size'], async () => {
        const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
        const info = buildCertificationRequestInfo({
          subject: encodeName([]),
          spki: publicKey.export({ format: 'der', type: 'spki' }),
        });
        const csr = assembleSigned(
          info,
          signatureAlgorithms['rsa-sha256'].der,
          sign('sha256', info, privateKey),
        );
        return orderFor(await house.addHolder(), { csr });
      }));
    it('fail/names outside of the profile', () =>
      refused(['csr-names'], async () =>
        orderFor(await house.addHolder(), { csr: csrOf(pair(), [{ type: 'dns', value: 'other.example' }]) }),
      ));
    it('fail/a name that the directory does not have', () =>
      refused(['names-outside-profile'], async () => {
        const dns_names = '["a.example.gov.cn"]';
        const holderId = await house.addHolder({ kind: 'server', name: 'a', dns_names });
        return orderFor(holderId, { profile: 'server', dnsNames: ['b.example.gov.cn'] });
      }));
    it('fail/wrong kind of holder, too long, left: all told at once', () =>
      refused(['holder-left', 'holder-kind', 'names-missing', 'lifetime'], async () =>
        orderFor(await house.addHolder({ state: 'left' }), { profile: 'server', days: 10_000 }),
      ));
    it('fail/name that is too long for the subject', () =>
      refused(['subject-length'], async () => orderFor(await house.addHolder({ name: '长'.repeat(65) }))));
  });

  it('of two holders with one key at the same moment, one gets it', async () => {
    const csr = csrOf(pair());
    const orders = [orderFor(await house.addHolder(), { csr }), orderFor(await house.addHolder(), { csr })];
    const results = await Promise.allSettled(orders.map(issue));
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  describe('renewal', () => {
    it('keeps the key when told to, and links to the old certificate', async () => {
      const holderId = await house.addHolder();
      const first = await issue(orderFor(holderId, { csr: csrOf(pair()) }));
      const renewedFromId = first.certificateId;
      const second = await row(
        (await issue(orderFor(holderId, { renewedFromId, sameKey: true }))).certificateId,
      );
      expect(second.spki_hash).toBe((await row(renewedFromId)).spki_hash);
      expect(second.renewed_from_id).toBe(renewedFromId);
      expect(second.serial).not.toBe((await row(renewedFromId)).serial);
    });

    it('fail/of a revoked certificate', async () => {
      const holderId = await house.addHolder();
      const { certificateId } = await issue(orderFor(holderId));
      await house.issuing.issuance.revoke(certificateId, 'superseded', 'r', house.issuing.actor);
      expect(await codesOf(issue(orderFor(holderId, { renewedFromId: certificateId })))).toEqual([
        'pki.not-renewable',
      ]);
    });
  });

  describe('a key made here', () => {
    const holderOf = (holderId: string): PersonActor => ({
      kind: 'person',
      accountId: newId(),
      name: '王芳',
      sessionId: newId(),
      method: 'password',
      holderId,
      permissions: new Set(),
    });

    /** A finished request without its approval, which is not this side's. */
    async function request(holderId: string, certificateId: string, requesterId: string): Promise<string> {
      const id = newId();
      const at = new Date().toISOString();
      await house.storage.transaction<PkiTables, unknown>((tx) =>
        tx
          .insertInto('pki_requests')
          .values({
            id,
            number: id,
            kind: 'issue',
            profile: 'staff-signin',
            holder_id: holderId,
            certificate_id: null,
            result_certificate_id: certificateId,
            delivery: 'pkcs12',
            csr: null,
            spki_hash: null,
            key_algorithm: null,
            days: null,
            same_key: 0,
            names: '{}',
            preview: null,
            reason: 'x',
            revocation_reason: null,
            state: 'done',
            steps: '[]',
            step_index: 0,
            requester_id: requesterId,
            requester_name: 'x',
            requester_holder_id: null,
            requested_at: at,
            expires_at: at,
            finished_at: at,
            failure: null,
          })
          .execute(),
      );
      return id;
    }

    it.skipIf(!openssl.found)('is collected once as PKCS#12 that openssl reads, then gone', async () => {
      const holderId = await house.addHolder();
      const { certificateId } = await issue(orderFor(holderId));
      const id = await request(holderId, certificateId, newId());
      const { collect } = house.issuing.collect;
      const stranger = await codesOf(collect(id, { password: 'correct horse' }, holderOf(newId())));
      expect(stranger).toEqual(['pki.request-not-found']);
      const { pkcs12 } = await collect(id, { password: 'correct horse' }, holderOf(holderId));
      const out = runOpenssl(['pkcs12', '-nodes', '-passin', 'pass:correct horse'], pkcs12).out;
      const key = createPrivateKey(
        /-----BEGIN PRIVATE KEY-----[\s\S]*?-----END PRIVATE KEY-----/.exec(out)![0],
      );
      expect(new X509Certificate((await row(certificateId)).der).checkPrivateKey(key)).toBe(true);
      expect(out.match(/BEGIN CERTIFICATE/g)).toHaveLength(3);
      expect(await codesOf(collect(id, { password: 'correct horse' }, holderOf(holderId)))).toEqual([
        'pki.key-collected',
      ]);
      const delivery = await house.storage
        .read<PkiTables>()
        .selectFrom('pki_deliveries')
        .selectAll()
        .where('certificate_id', '=', certificateId)
        .executeTakeFirstOrThrow();
      expect(delivery.sealed).toBeNull();
    });

    it('of two collectors at the same moment one gets it', async () => {
      const holderId = await house.addHolder();
      const { certificateId } = await issue(orderFor(holderId));
      const id = await request(holderId, certificateId, newId());
      const both = [1, 2].map(() =>
        house.issuing.collect.collect(id, { password: 'correct horse' }, holderOf(holderId)),
      );
      const results = await Promise.allSettled(both);
      expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    });
  });

  it('refuses an actor without the permission', async () => {
    const actor = { kind: 'system', name: 'x', permissions: new Set<string>() } as const;
    const order = orderFor(await house.addHolder());
    expect(await codesOf(house.issuing.issuance.issue(order, actor))).toEqual(['common.forbidden']);
  });
});
