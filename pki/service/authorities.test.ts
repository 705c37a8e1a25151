import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openssl, runOpenssl } from '../../test/peers/openssl.ts';
import { encodePem } from '../core/x509/pem.ts';
import { findCertificate } from '../store/certificates.ts';
import type { PkiTables } from '../store/tables.ts';
import { orderFor, type TestIssuing, testIssuing } from './testing.ts';

describe('first boot', () => {
  let house: TestIssuing;
  let folder: string;
  beforeAll(async () => {
    house = await testIssuing();
    folder = mkdtempSync(join(tmpdir(), 'anmin-pki-'));
    await house.issuing.start();
  });
  afterAll(async () => {
    await house.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const file = (name: string, label: string, der: Uint8Array) => {
    const path = join(folder, name);
    writeFileSync(path, encodePem(label, der));
    return path;
  };

  it('makes one root and one issuing authority, and nothing more at the next start', async () => {
    const made = house.issuing.issuers.all().map(({ kind }) => kind);
    expect(made).toEqual(['root', 'issuing']);
    const again = house.restarted();
    await again.start();
    expect(again.issuers.all().map(({ id }) => id)).toEqual(house.issuing.issuers.all().map(({ id }) => id));
  });

  it.skipIf(!openssl.found)(
    'issues what openssl verify -x509_strict accepts, with the CRLs checked',
    async () => {
      const holderId = await house.addHolder();
      const { certificateId } = await house.issuing.issuance.issue(orderFor(holderId), house.issuing.actor);
      const row = (await findCertificate(house.storage.read<PkiTables>(), certificateId))!;
      const [root, issuing] = house.issuing.issuers.all();
      const crl = async (id: string, shard: number) =>
        (await house.issuing.crls.current(id, shard, 'full'))!.der;
      const run = runOpenssl([
        'verify',
        '-x509_strict',
        '-purpose',
        'sslclient',
        '-crl_check_all',
        '-extended_crl',
        '-trusted',
        file('root.pem', 'CERTIFICATE', root!.row.der),
        '-untrusted',
        file('issuing.pem', 'CERTIFICATE', issuing!.row.der),
        '-CRLfile',
        file('root.crl', 'X509 CRL', await crl(root!.id, 0)),
        '-CRLfile',
        file('leaf.crl', 'X509 CRL', await crl(issuing!.id, row.shard)),
        file('leaf.pem', 'CERTIFICATE', row.der),
      ]);
      expect(run.out).toMatch(/leaf\.pem: OK/);
    },
  );
});
