import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serverExtensions, type TestHolder, testCertificate } from '../../../test/fixtures/chain.ts';
import { certtool, runCerttool } from '../../../test/peers/certtool.ts';
import { openssl, runOpenssl } from '../../../test/peers/openssl.ts';
import { peculiar } from '../../../test/peers/peculiar.ts';
import { type KeyAlgorithmId, keyAlgorithmIds } from '../keys/key-algorithms.ts';
import { assembleSigned, buildTbsCertificate, serialFromRandom } from './certificate.ts';
import {
  authorityInfoAccess,
  certificatePolicies,
  crlDistributionPoints,
  freshestCrl,
  nameConstraints,
  ocspNoCheck,
} from './extensions.ts';
import { encodeName } from './names.ts';

const folder = mkdtempSync(join(tmpdir(), 'anmin-build-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Chain = { readonly root: TestHolder; readonly issuing: TestHolder; readonly leaf: TestHolder };

async function chainOf(key: KeyAlgorithmId): Promise<Chain> {
  const root = await testCertificate({
    subject: [
      { type: 'countryName', value: 'CN' },
      { type: 'organizationName', value: '安民县民政局' },
      { type: 'commonName', value: '根证书' },
    ],
    key,
    days: 20000,
  });
  const issuing = await testCertificate({
    subject: [{ type: 'commonName', value: '签发机构' }],
    issuer: root,
    key,
    days: 3650,
  });
  const leaf = await testCertificate({
    subject: [{ type: 'commonName', value: 'www.example.test' }],
    issuer: issuing,
    key,
    extensions: [
      ...serverExtensions,
      certificatePolicies([{ oid: '1.3.6.1.4.1.99999.1', cpsUri: 'http://pki.example.test/cps' }]),
      crlDistributionPoints(['http://pki.example.test/crl/1-3.crl']),
      freshestCrl(['http://pki.example.test/crl/1-3-delta.crl']),
      authorityInfoAccess({
        ocsp: ['http://pki.example.test/ocsp'],
        caIssuers: ['http://pki.example.test/ca.crt'],
      }),
    ],
  });
  return { root, issuing, leaf };
}

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** ML-DSA came to OpenSSL with 3.5; the program on PATH may be older. */
const opensslKeys = keyAlgorithmIds.filter((key) => key !== 'ml-dsa-65');

describe.skipIf(!openssl.found)('certificates that openssl verifies strictly', () => {
  it.each(opensslKeys.filter((key) => key !== 'rsa-4096'))('ok/%s', async (key) => {
    const { root, issuing, leaf } = await chainOf(key);
    const { code, out } = runOpenssl([
      'verify',
      '-x509_strict',
      '-check_ss_sig',
      '-purpose',
      'sslserver',
      '-verify_hostname',
      'www.example.test',
      '-CAfile',
      file('root.pem', root.pem),
      '-untrusted',
      file('issuing.pem', issuing.pem),
      file('leaf.pem', leaf.pem),
    ]);
    expect(out).toContain('leaf.pem: OK');
    expect(code).toBe(0);
  });
});

describe('what is in a certificate', () => {
  let chain: Chain;
  beforeAll(async () => {
    chain = await chainOf('ec-p256');
  });

  it.skipIf(!openssl.found)('is what openssl prints', () => {
    const { out } = runOpenssl(
      ['x509', '-noout', '-text', '-nameopt', 'utf8,sep_comma_plus'],
      chain.leaf.pem,
    );
    for (const text of [
      'Version: 3 (0x2)',
      'Issuer: CN=签发机构',
      'Digital Signature',
      'TLS Web Server Authentication',
      'DNS:www.example.test',
      'URI:http://pki.example.test/crl/1-3.crl',
      'URI:http://pki.example.test/crl/1-3-delta.crl',
      'OCSP - URI:http://pki.example.test/ocsp',
      'CA Issuers - URI:http://pki.example.test/ca.crt',
      'Policy: 1.3.6.1.4.1.99999.1',
      'CPS: http://pki.example.test/cps',
    ]) {
      expect(out).toContain(text);
    }
  });

  it.skipIf(!certtool.found)('is read by GnuTLS without complaint', () => {
    const { code, out } = runCerttool(
      ['--verify-chain'],
      chain.leaf.pem + chain.issuing.pem + chain.root.pem,
    );
    expect(out).toContain('Chain verification output: Verified. The certificate is trusted.');
    expect(code).toBe(0);
  });

  it('is read by @peculiar/x509', async () => {
    const leaf = new peculiar.X509Certificate(chain.leaf.der);
    expect(leaf.serialNumber).toBe(chain.leaf.serial.toString('hex'));
    expect(leaf.subject).toBe('CN=www.example.test');
    expect(
      await leaf.verify({ publicKey: new peculiar.X509Certificate(chain.issuing.der), signatureOnly: true }),
    ).toBe(true);
    expect(
      await leaf.verify({ publicKey: new peculiar.X509Certificate(chain.root.der), signatureOnly: true }),
    ).toBe(false);
  });

  it('writes UTCTime through 2049 and GeneralizedTime from 2050 on (RFC 5280 §4.1.2.5)', () => {
    expect(chain.leaf.der.includes(Buffer.from([0x18, 0x0f]))).toBe(false);
    expect(chain.root.der.includes(Buffer.from([0x18, 0x0f]))).toBe(true);
    expect(new X509Certificate(chain.root.der).validTo).toContain('GMT');
  });

  it('signs with ML-DSA-65, verified by node', async () => {
    const { root, issuing } = await chainOf('ml-dsa-65');
    const key = new X509Certificate(root.der).publicKey;
    expect(new X509Certificate(issuing.der).verify(key)).toBe(true);
  });

  it.skipIf(!openssl.found)('can hold name constraints and no-check', async () => {
    const constrained = await testCertificate({
      subject: [{ type: 'commonName', value: '县级签发机构' }],
      issuer: chain.root,
      extensions: [
        nameConstraints({
          permitted: [
            { type: 'dns', value: 'gov.example' },
            { type: 'ip', value: '10.1.255.255/12' },
            { type: 'ip', value: '2001:db8::/32' },
            { type: 'directory', value: encodeName([{ type: 'countryName', value: 'CN' }]) },
          ],
          excluded: [{ type: 'email', value: '.example.test' }],
        }),
        ocspNoCheck(),
      ],
    });
    const { out } = runOpenssl(['x509', '-noout', '-text'], constrained.pem);
    for (const text of [
      'X509v3 Name Constraints: critical',
      'DNS:gov.example',
      'IP:10.0.0.0/255.240.0.0',
      'IP:2001:DB8:0:0:0:0:0:0/FFFF:FFFF:0:0:0:0:0:0',
      'DirName:C = CN',
      'email:.example.test',
      'OCSP No Check',
    ]) {
      expect(out).toContain(text);
    }
  });
});

describe('serial numbers', () => {
  const tbs = (serial: Uint8Array) =>
    buildTbsCertificate({
      serial,
      signature: Buffer.from('3000', 'hex'),
      issuer: encodeName([]),
      notBefore: new Date(0),
      notAfter: new Date(0),
      subject: encodeName([]),
      spki: Buffer.from('3000', 'hex'),
      extensions: [],
    });

  it.each([
    ['empty', Buffer.alloc(0)],
    ['zero', Buffer.alloc(4)],
    ['21 octets', Buffer.alloc(21, 1)],
    ['21 octets with the sign', Buffer.alloc(20, 0xff)],
  ])('fail/%s', (_name, serial) => {
    expect(() => tbs(serial)).toThrow(RangeError);
  });

  it('ok/made from random octets: positive and 16 octets, whatever was drawn', () => {
    for (const octet of [0, 0x7f, 0x80, 0xff]) {
      const serial = serialFromRandom(Buffer.alloc(16, octet));
      expect(serial).toHaveLength(16);
      expect(serial[0]! & 0xc0).toBe(0x40);
      expect(tbs(serial).includes(Buffer.concat([Buffer.from([2, 16]), serial]))).toBe(true);
    }
  });

  it('assembles tbs, algorithm and signature in this order', () => {
    const der = assembleSigned(
      Buffer.from('0500', 'hex'),
      Buffer.from('3000', 'hex'),
      Buffer.from('aa', 'hex'),
    );
    expect(der.toString('hex')).toBe('30080500' + '3000' + '030200aa');
  });
});
