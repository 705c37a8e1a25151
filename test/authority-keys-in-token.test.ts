import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildOcspRequest, ocspCertId } from '../pki/core/build/ocsp.ts';
import { parseCrl } from '../pki/core/x509/crl.ts';
import { parseOcspResponse } from '../pki/core/x509/ocsp.ts';
import { encodePem } from '../pki/core/x509/pem.ts';
import { type Composed, call, composed, setUp, temporaryFolder } from './composed.ts';
import { type Office, openOffice } from './office.ts';
import { openssl, runOpenssl } from './peers/openssl.ts';
import { makeSofthsmToken, type SofthsmToken, softhsm } from './peers/softhsm.ts';

/** The keys of root and issuing authority live in a token (SoftHSM2), as the configuration says. */
describe.skipIf(!softhsm.found || !openssl.found)('authority keys in a PKCS#11 token', () => {
  let token: SofthsmToken;
  let folder: string;
  let product: Composed | undefined;

  async function boot(): Promise<Composed> {
    const pkcs11 = { module: token.library, tokenLabel: token.tokenLabel, pinFile: join(folder, 'pin') };
    const settings = Object.fromEntries(
      Object.entries(pkcs11).map(([key, value]) => [`pki.pkcs11.${key}`, value]),
    );
    product = await composed({ dataDir: join(folder, 'data'), settings });
    return product;
  }
  async function shutDown() {
    await product?.close();
    product = undefined;
  }

  beforeAll(async () => {
    token = await makeSofthsmToken('anmin-ca');
    folder = temporaryFolder();
    writeFileSync(join(folder, 'pin'), `${token.pin}\n`, { mode: 0o600 });
  });
  afterAll(async () => {
    await shutDown();
    token.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const certificateOf = async (running: Composed, office: Office, id: string, format: string) => {
    const path = `/api/pki/certificates/${id}/file?format=${format}`;
    const { body } = await call(running, office.entry, 'GET', path);
    return Buffer.from(body.content, 'base64');
  };

  /** A certificate from request to revocation: its chain, OCSP and CRL hold. */
  async function proveLife(running: Composed, office: Office, holderId: string): Promise<void> {
    const { certificateId } = await office.issue(holderId);
    writeAuthorities(running);
    writeFileSync(join(folder, 'chain.pem'), await certificateOf(running, office, certificateId, 'chain'));
    writeFileSync(join(folder, 'leaf.pem'), await certificateOf(running, office, certificateId, 'pem'));
    const files = ['-CAfile', join(folder, 'root.pem'), '-untrusted', join(folder, 'chain.pem')];
    expect(runOpenssl(['verify', '-x509_strict', ...files, join(folder, 'leaf.pem')]).out).toContain(': OK');

    const { issuers, crls } = running.system.pki.service.issuing;
    const { id, name, spki } = issuers.active('issuing');
    const detail = await call(running, office.entry, 'GET', `/api/pki/certificates/${certificateId}`);
    const { serial } = detail.body.certificate;
    const question = buildOcspRequest(ocspCertId('sha256', name, spki, Buffer.from(serial, 'hex')));
    const asked = async () => {
      const url = `${running.server.urls.plain}/ocsp/${encodeURIComponent(question.toString('base64'))}`;
      const { basic } = parseOcspResponse(Buffer.from(await (await fetch(url)).arrayBuffer()));
      return basic!.responses[0]!.status;
    };
    expect(await asked()).toBe('good');
    await office.revoke(certificateId);
    expect(await asked()).toBe('revoked');
    await call(running, office.approver, 'POST', '/api/pki/revocation/publish');
    const lists = await Promise.all(
      (await crls.shards(issuers.active('issuing'))).map((shard) => crls.current(id, shard, 'full')),
    );
    const serials = lists.flatMap((list) => parseCrl(list!.der).entries()).map(({ serialHex }) => serialHex);
    expect(serials).toContain(serial);
    for (const list of lists) {
      const crl = runOpenssl(
        ['crl', '-inform', 'DER', '-noout', '-CAfile', join(folder, 'issuing.pem')],
        list!.der,
      );
      expect(crl.out).toContain('verify OK');
    }
  }

  function writeAuthorities({ system }: Composed): void {
    for (const { kind, row } of system.pki.service.issuing.issuers.all()) {
      writeFileSync(join(folder, `${kind}.pem`), encodePem('CERTIFICATE', row.der));
    }
  }

  let holderId: string;
  let fingerprints: string[];
  const fingerprintsOf = ({ system }: Composed) =>
    system.pki.service.issuing.issuers.all().map(({ row }) => row.fingerprint);

  it('are made there at the first boot, and sign certificates, CRLs and responders', async () => {
    const running = await boot();
    await setUp(running);
    const office = await openOffice(running);
    holderId = await office.addPerson('令牌用户', 'T001');
    await proveLife(running, office, holderId);
    fingerprints = fingerprintsOf(running);
    await shutDown();

    const database = new DatabaseSync(join(folder, 'data', 'anmin.db'), { readOnly: true });
    const keys = database
      .prepare("select purpose, store, sealed from pki_keys where purpose in ('root', 'issuing')")
      .all();
    database.close();
    expect(keys).toHaveLength(2);
    for (const key of keys) expect(key).toMatchObject({ store: 'pkcs11', sealed: null });
  }, 120_000);

  it('are found again by the next start, which goes on with the same authorities', async () => {
    const running = await boot();
    expect(fingerprintsOf(running)).toEqual(fingerprints);
    await proveLife(running, await openOffice(running, { reopen: true }), holderId);
    await shutDown();
  }, 120_000);

  it('are needed: a start without the token, or with a wrong PIN, says so and changes nothing', async () => {
    await expect(composed({ dataDir: join(folder, 'data') })).rejects.toMatchObject({
      code: 'pki.pkcs11-not-configured',
    });
    writeFileSync(join(folder, 'pin'), 'wrong');
    await expect(boot()).rejects.toMatchObject({ code: 'pki.pkcs11-pin-wrong' });
    writeFileSync(join(folder, 'pin'), token.pin);
    expect(fingerprintsOf(await boot())).toEqual(fingerprints);
  }, 120_000);
});
