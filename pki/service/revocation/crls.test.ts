import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openssl, runOpenssl } from '../../../test/peers/openssl.ts';
import { parseCrl } from '../../core/x509/crl.ts';
import { encodePem } from '../../core/x509/pem.ts';
import { findCertificate } from '../../store/certificates.ts';
import type { PkiTables } from '../../store/tables.ts';
import { orderFor, type TestIssuing, testIssuing } from '../testing.ts';

const hour = 3_600_000;

describe('CRLs', () => {
  let house: TestIssuing;
  let folder: string;

  beforeAll(async () => {
    house = await testIssuing({ crlShards: 1 }, new Date(Date.now() - 10 * hour));
    await house.issuing.start();
    folder = mkdtempSync(join(tmpdir(), 'anmin-crl-'));
  });
  afterAll(async () => {
    await house.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function issued(days: number | null = null) {
    const order = orderFor(await house.addHolder(), { days });
    const { certificateId } = await house.issuing.issuance.issue(order, house.issuing.actor);
    return (await findCertificate(house.storage.read<PkiTables>(), certificateId))!;
  }
  const issuer = () => house.issuing.issuers.active('issuing');
  const publish = (kind: 'full' | 'delta') =>
    house.issuing.crls.publish(issuer(), 0, kind, house.issuing.actor);
  const read = async (kind: 'full' | 'delta') =>
    parseCrl((await house.issuing.crls.current(issuer().id, 0, kind))!.der);
  const entries = async (kind: 'full' | 'delta') =>
    new Map((await read(kind)).entries().map((entry) => [entry.serialHex, entry.reason]));

  it('numbers rise, deltas name their base, both name the same scope', async () => {
    await publish('full');
    const full = await read('full');
    house.pass(1000);
    await publish('delta');
    const delta = await read('delta');
    expect(delta.extensions.read('crlNumber')).toBe(full.extensions.read('crlNumber')! + 1n);
    expect(delta.extensions.read('deltaCrlIndicator')).toBe(full.extensions.read('crlNumber'));
    expect(delta.extensions.get('2.5.29.28')!.value).toEqual(full.extensions.get('2.5.29.28')!.value);
  });

  it('a delta says what is new, a release is removeFromCRL, the next full forgets it', async () => {
    await publish('full');
    const [revoked, held] = [await issued(), await issued()];
    await house.issuing.issuance.revoke(revoked.id, 'superseded', 'r', house.issuing.actor);
    await house.issuing.issuance.suspend(held.id, 'r', house.issuing.actor);
    await publish('delta');
    let delta = await entries('delta');
    expect(delta.get(revoked.serial)).toBe('superseded');
    expect(delta.get(held.serial)).toBe('certificateHold');
    house.pass(1000);
    await publish('full');
    house.pass(1000);
    await house.issuing.issuance.release(held.id, 'r', house.issuing.actor);
    await publish('delta');
    delta = await entries('delta');
    expect(delta.get(held.serial)).toBe('removeFromCRL');
    expect(delta.has(revoked.serial)).toBe(false);
    await publish('full');
    const full = await entries('full');
    expect(full.has(held.serial)).toBe(false);
    expect(full.get(revoked.serial)).toBe('superseded');
  });

  it('an expired certificate stays for one more full CRL', async () => {
    const row = await issued(1);
    await house.issuing.issuance.revoke(row.id, 'superseded', 'r', house.issuing.actor);
    await publish('full');
    house.pass(25 * hour);
    await publish('full');
    expect((await entries('full')).has(row.serial)).toBe(true);
    house.pass(1000);
    await publish('full');
    expect((await entries('full')).has(row.serial)).toBe(false);
    expect((await entries('delta')).get(row.serial)).toBe('removeFromCRL');
  });

  it('are published when due: half of their life gone, or a delta behind a revocation', async () => {
    const { crls, actor } = house.issuing;
    await crls.publishDue(actor);
    expect(await crls.publishDue(actor)).toBe(0);
    const row = await issued();
    await house.issuing.issuance.revoke(row.id, 'superseded', 'r', actor);
    expect(await crls.publishDue(actor)).toBe(1);
    expect((await entries('delta')).has(row.serial)).toBe(true);
    house.pass(13 * hour);
    await crls.publishDue(actor);
    expect((await entries('full')).has(row.serial)).toBe(true);
  });

  it('after the clock was a year ahead: valid now, nothing revoked is left out, numbers go on', async () => {
    const { crls, actor, issuance } = house.issuing;
    await publish('full');
    house.pass(365 * 24 * hour);
    await publish('full');
    const ahead = await read('full');
    house.pass(-365 * 24 * hour);
    const shortLived = await issued(30);
    await issuance.revoke(shortLived.id, 'keyCompromise', 'r', actor);
    await crls.publishDue(actor);
    const full = await read('full');
    expect(full.thisUpdate.getTime()).toBeLessThanOrEqual(house.deps.clock.now().getTime());
    expect(full.extensions.read('crlNumber')!).toBeGreaterThan(ahead.extensions.read('crlNumber')!);
    expect((await entries('full')).get(shortLived.serial)).toBe('keyCompromise');
    expect(await crls.publishDue(actor)).toBe(0);
    const later = await issued(30);
    await issuance.revoke(later.id, 'superseded', 'r', actor);
    expect(await crls.publishDue(actor)).toBe(1);
    expect((await entries('delta')).get(later.serial)).toBe('superseded');
  });

  it('many publishers at a time never use a number twice', async () => {
    await publish('full');
    const other = house.restarted();
    await other.issuers.load();
    const before = (await read('full')).extensions.read('crlNumber')!;
    const both = [house.issuing, other].flatMap((one) =>
      [1, 2, 3, 4].map(() => one.crls.publish(one.issuers.active('issuing'), 0, 'full', one.actor)),
    );
    await Promise.all(both);
    other.crls.forget(issuer().id, 0);
    house.issuing.crls.forget(issuer().id, 0);
    expect((await read('full')).extensions.read('crlNumber')).toBe(before + 8n);
  });

  it.skipIf(!openssl.found)('openssl crl reads and verifies them', async () => {
    const file = join(folder, 'crl.der');
    const ca = join(folder, 'issuing.pem');
    writeFileSync(ca, encodePem('CERTIFICATE', issuer().row.der));
    for (const kind of ['full', 'delta'] as const) {
      writeFileSync(file, (await house.issuing.crls.current(issuer().id, 0, kind))!.der);
      const run = runOpenssl(['crl', '-inform', 'DER', '-in', file, '-CAfile', ca, '-noout', '-text']);
      expect(run.out).toContain('verify OK');
      expect(run.out).toMatch(/X509v3 Issuing Distribution Point: critical/i);
    }
  });
});
