import { createPrivateKey, sign, X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateSoftwareKey } from '../../adapters/software-keys.ts';
import { assembleSigned } from '../../core/build/certificate.ts';
import { buildCertificationRequestInfo } from '../../core/build/csr.ts';
import { encodeName } from '../../core/build/names.ts';
import { encodePem } from '../../core/x509/pem.ts';
import { changeStatus, findByFingerprint } from '../../store/certificates.ts';
import type { PkiTables } from '../../store/tables.ts';
import { type TestIssuing, testIssuing } from '../testing.ts';

let house: TestIssuing;
beforeAll(async () => {
  house = await testIssuing();
  await house.issuing.start();
});
afterAll(async () => {
  house?.issuing.stop();
  await house?.close();
});

/** AlgorithmIdentifier, RFC 5758 §3.2. */
const ecdsaWithSha256 = Buffer.from('300a06082a8648ce3d040302', 'hex');

/** A PKCS#10 whose signature may be spoiled. */
async function requestOf(spoil = false): Promise<string> {
  const key = await generateSoftwareKey('ec-p256');
  const info = buildCertificationRequestInfo({
    subject: encodeName([{ type: 'commonName', value: '任意名称' }]),
    spki: key.publicKeySpki,
  });
  const privateKey = createPrivateKey({ key: key.privateKeyPkcs8, format: 'der', type: 'pkcs8' });
  const signature = sign('sha256', spoil ? Buffer.concat([info, Buffer.of(0)]) : info, privateKey);
  return encodePem('CERTIFICATE REQUEST', assembleSigned(info, ecdsaWithSha256, signature));
}

const order = { sourceId: 'db-1', name: 'db1.example' };
const der = (pem: string) => new X509Certificate(pem).raw;

describe('certificates of agents', () => {
  it('ok/ for the key of a request: names from the source, good for sending only, at once judged good', async () => {
    const { agents, validation } = house.issuing;
    const issued = await agents.issue({ ...order, request: await requestOf() });
    const certificate = new X509Certificate(issued.certificatePem);
    const chain = new X509Certificate(issued.chainPem);
    expect(certificate.subject).toContain('CN=db1.example');
    expect(certificate.subject).toContain('serialNumber=db-1');
    expect(certificate.subject).not.toContain('任意名称');
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
    expect(certificate.verify(chain.publicKey)).toBe(true);
    expect(chain.verify(new X509Certificate(agents.rootPem()).publicKey)).toBe(true);
    expect(issued.fingerprint).toBe(certificate.fingerprint256.replaceAll(':', '').toLowerCase());
    expect(issued.notAfter).toEqual(certificate.validToDate);
    const judged = await validation.judgeMachine([certificate.raw, chain.raw]);
    expect(judged).toMatchObject({ ok: true, fingerprint: issued.fingerprint });
    expect(await validation.judgeSignIn([certificate.raw])).toMatchObject({ ok: false, code: 'purpose' });
  });

  it('ok/ the same request gives the same certificate, once', async () => {
    const { agents } = house.issuing;
    const request = await requestOf();
    const [one, other] = [
      await agents.issue({ ...order, request }),
      await agents.issue({ ...order, request }),
    ];
    expect(der(other.certificatePem).equals(der(one.certificatePem))).toBe(true);
  });

  it('ok/ the same request at the same time gives one certificate', async () => {
    const { agents } = house.issuing;
    const request = await requestOf();
    const made = await Promise.all([1, 2, 3].map(() => agents.issue({ ...order, request })));
    expect(new Set(made.map(({ fingerprint }) => fingerprint)).size).toBe(1);
  });

  it('fail/ a key whose certificate was revoked gets no other', async () => {
    const { agents } = house.issuing;
    const request = await requestOf();
    const { fingerprint } = await agents.issue({ ...order, request });
    const row = await findByFingerprint(house.storage.read<PkiTables>(), fingerprint);
    await house.storage.transaction<PkiTables, unknown>((tx) =>
      changeStatus(tx, row!.id, ['good'], {
        status: 'revoked',
        revoked_at: new Date().toISOString(),
        revocation_reason: 'keyCompromise',
      }),
    );
    await expect(agents.issue({ ...order, request })).rejects.toMatchObject({ code: 'pki.order-refused' });
  });

  it.each([
    ['a signature of another text', () => requestOf(true)],
    ['no PEM', async () => 'hello'],
    [
      'broken PEM',
      async () => '-----BEGIN CERTIFICATE REQUEST-----\nMAA=\n-----END CERTIFICATE REQUEST-----',
    ],
    ['far too long', async () => `${await requestOf()}${' '.repeat(20_000)}`],
  ])('fail/ %s', async (_, make) => {
    const request = await make();
    await expect(house.issuing.agents.issue({ ...order, request })).rejects.toMatchObject({
      code: 'pki.order-refused',
    });
  });
});
