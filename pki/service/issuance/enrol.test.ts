import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findByFingerprint } from '../../store/certificates.ts';
import type { PkiTables } from '../../store/tables.ts';
import { createDirectory } from '../directory/index.ts';
import { type TestIssuing, testIssuing } from '../testing.ts';
import { createEnrolService } from './enrol.ts';

describe('withdrawing what a set-up made', () => {
  let house: TestIssuing;
  beforeAll(async () => {
    house = await testIssuing();
    await house.issuing.start();
  });
  afterAll(async () => {
    house?.issuing.stop();
    await house?.close();
  });

  it.each(['fingerprint', 'reference'] as const)('ok/ by its %s, as often as asked', async (by) => {
    const { issuance, collect, actor } = house.issuing;
    const directory = createDirectory(house.deps);
    const enroller = createEnrolService({ ...house.deps, directory, issuance, collect, actor });
    const { fingerprint } = await enroller.enrol({
      reference: `setup-system-${by}`,
      name: '周卫国',
      staffNumber: 'A001',
      organisation: { name: '杭州市民政局', code: '3301', level: 'city' },
      pkcs12Password: 'correct horse',
    });
    const made = by === 'fingerprint' ? fingerprint : `setup-system-${by}`;
    await enroller.withdraw(made);
    await enroller.withdraw(made);
    await enroller.withdraw('setup-system-none');
    const row = await findByFingerprint(house.storage.read<PkiTables>(), fingerprint);
    expect(row).toMatchObject({ status: 'revoked', revocation_reason: 'cessationOfOperation' });
  });
});
