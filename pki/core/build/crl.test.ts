import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pemOf, serverExtensions, type TestHolder, testCertificate } from '../../../test/fixtures/chain.ts';
import { certtool, runCerttool } from '../../../test/peers/certtool.ts';
import { openssl, runOpenssl } from '../../../test/peers/openssl.ts';
import { peculiar } from '../../../test/peers/peculiar.ts';
import { children, readDer } from '../der/reader.ts';
import { contextConstructed, tag } from '../der/tags.ts';
import { assembleSigned } from './certificate.ts';
import {
  buildTbsCertList,
  crlNumber,
  crlReasonCodes,
  deltaCrlIndicator,
  encodeCrlEntry,
  issuingDistributionPoint,
} from './crl.ts';
import { authorityKeyIdentifier, crlDistributionPoints, freshestCrl, keyIdentifier } from './extensions.ts';

const url = 'http://pki.example.test/crl/1-0.crl';
const now = new Date();
const tomorrow = new Date(now.getTime() + 86_400_000);
const folder = mkdtempSync(join(tmpdir(), 'anmin-crl-'));
let root: TestHolder;
let leaf: TestHolder;

beforeAll(async () => {
  root = await testCertificate({ subject: [{ type: 'commonName', value: '根证书' }] });
  leaf = await testCertificate({
    subject: [{ type: 'commonName', value: 'leaf' }],
    issuer: root,
    extensions: [...serverExtensions, crlDistributionPoints([url])],
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

async function crl(entries: readonly Buffer[], extensions: readonly Buffer[] = []): Promise<Buffer> {
  const { signer } = root;
  const tbs = buildTbsCertList({
    signature: signer.algorithm.der,
    issuer: root.name,
    thisUpdate: now,
    nextUpdate: tomorrow,
    entries,
    extensions: [authorityKeyIdentifier(keyIdentifier(signer.publicKeySpki)), crlNumber(7), ...extensions],
  });
  return assembleSigned(tbs, signer.algorithm.der, await signer.sign(tbs));
}

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function verifyLeaf(list: Buffer): { code: number; out: string } {
  return runOpenssl([
    'verify',
    '-x509_strict',
    '-crl_check',
    '-CRLfile',
    file('list.pem', pemOf('X509 CRL', list)),
    '-CAfile',
    file('root.pem', root.pem),
    file('leaf.pem', leaf.pem),
  ]);
}

describe.skipIf(!openssl.found)('a CRL in the eyes of openssl', () => {
  it('ok/with every reason, number, shard and freshest CRL', async () => {
    const entries = Object.keys(crlReasonCodes).map((reason, at) =>
      encodeCrlEntry({
        serial: Buffer.from([0x80 + at]),
        revokedAt: now,
        reason: reason as keyof typeof crlReasonCodes,
        ...(at === 1 ? { invalidSince: new Date('2020-01-02T03:04:05.678Z') } : {}),
      }),
    );
    const list = await crl(entries, [
      issuingDistributionPoint({ url, only: 'user' }),
      freshestCrl([`${url}.delta`]),
    ]);
    const { out } = runOpenssl(
      ['crl', '-inform', 'DER', '-noout', '-text', '-CAfile', file('root.pem', root.pem)],
      list,
    );
    for (const text of [
      'verify OK',
      'Version 2 (0x1)',
      'X509v3 CRL Number: \n                7',
      'X509v3 Issuing Distribution Point: critical',
      'Only User Certificates',
      `URI:${url}`,
      'Serial Number: 80',
      'Key Compromise',
      'CA Compromise',
      'Affiliation Changed',
      'Superseded',
      'Cessation Of Operation',
      'Certificate Hold',
      'Remove From CRL',
      'Privilege Withdrawn',
      'AA Compromise',
      'Jan  2 03:04:05 2020 GMT',
      'X509v3 Freshest CRL',
    ]) {
      expect(out).toContain(text);
    }
    expect(out).not.toContain('Unspecified');
  });

  it('ok/without entries the list is absent', async () => {
    const list = await crl([]);
    expect(runOpenssl(['crl', '-inform', 'DER', '-noout', '-text'], list).out).toContain(
      'No Revoked Certificates',
    );
    expect(verifyLeaf(list).code).toBe(0);
  });

  it('ok/a delta names its base and is critical', async () => {
    const list = await crl([], [deltaCrlIndicator(3)]);
    expect(runOpenssl(['crl', '-inform', 'DER', '-noout', '-text'], list).out).toContain(
      'X509v3 Delta CRL Indicator: critical\n                3',
    );
  });

  it('fail/a listed certificate is revoked, also by its shard', async () => {
    const entry = encodeCrlEntry({ serial: leaf.serial, revokedAt: now, reason: 'keyCompromise' });
    const list = await crl([entry], [issuingDistributionPoint({ url, only: 'user' })]);
    const { code, out } = verifyLeaf(list);
    expect(out).toContain('certificate revoked');
    expect(code).not.toBe(0);
  });

  it('fail/another shard does not cover the certificate', async () => {
    const list = await crl([], [issuingDistributionPoint({ url: `${url}.other` })]);
    expect(verifyLeaf(list).out).toContain('different CRL scope');
  });
});

it('a CRL without entries has no list at all (RFC 5280 §5.1.2.6)', async () => {
  const parts = children(children(readDer(await crl([])), tag.sequence)[0]!, tag.sequence);
  expect(parts.map((part) => part.tag)).toEqual([
    tag.integer,
    tag.sequence,
    tag.sequence,
    tag.utcTime,
    tag.utcTime,
    contextConstructed(0),
  ]);
});

it.skipIf(!certtool.found)('a CRL in the eyes of GnuTLS', async () => {
  const entry = encodeCrlEntry({ serial: leaf.serial, revokedAt: now, reason: 'superseded' });
  const { out } = runCerttool(['--crl-info', '--inder'], await crl([entry]));
  expect(out).toContain('CRL Number (not critical): 07');
  expect(out).toContain(`Serial Number (hex): ${leaf.serial.toString('hex')}`);
});

it('a CRL in the eyes of @peculiar/x509', async () => {
  const entry = encodeCrlEntry({ serial: leaf.serial, revokedAt: now, reason: 'superseded' });
  const list = new peculiar.X509Crl(await crl([entry]));
  expect(list.entries.map(({ serialNumber, reason }) => [serialNumber, reason])).toEqual([
    [leaf.serial.toString('hex'), peculiar.X509CrlReason.superseded],
  ]);
  expect(await list.verify({ publicKey: new peculiar.X509Certificate(root.der) })).toBe(true);
});
