import { afterAll, beforeAll, expect, it } from 'vitest';
import { findCertificate } from '../../store/certificates.ts';
import type { PkiTables } from '../../store/tables.ts';
import { person } from '../requests/testing.ts';
import { orderFor, type TestIssuing, testIssuing } from '../testing.ts';
import { keysWithOthers } from './keys-with-others.ts';

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

it('names the certificates whose key somebody else has, until they are revoked or expire', async () => {
  const holderId = await house.addHolder({ name: '郑文静' });
  const own = person('郑文静', [], { holderId });
  const { issuance, collect, actor } = house.issuing;
  const issue = async (renewal: object = {}) =>
    (await issuance.issue(orderFor(holderId, renewal), actor)).certificateId;
  const serialOf = async (id: string) => (await findCertificate(house.storage.read<PkiTables>(), id))!.serial;
  const ask = () =>
    keysWithOthers({ db: house.deps.storage.read<PkiTables>(), clock: house.deps.clock }, holderId, [
      own.accountId,
      actor.name,
    ]);

  const [mine, theirs, setUp, waiting] = [await issue(), await issue(), await issue(), await issue()];
  await collect.collectCertificate(mine, { password: 'correct horse' }, own);
  await collect.collectCertificate(setUp, { password: 'correct horse' }, actor);
  expect(await ask(), `${waiting} waits`).toEqual([]);
  await collect.collectCertificate(theirs, { password: 'correct horse' }, clerk);
  expect(await ask()).toEqual([await serialOf(theirs)]);
  const renewed = await issue({ renewedFromId: theirs, sameKey: true });
  await issuance.revoke(theirs, 'superseded', 'request-r1', actor);
  expect(await ask()).toEqual([await serialOf(renewed)]);
  await issuance.suspend(renewed, 'request-r2', actor);
  expect(await ask()).toEqual([await serialOf(renewed)]);
  house.pass(5 * 366 * 86_400_000);
  expect(await ask()).toEqual([]);
});
