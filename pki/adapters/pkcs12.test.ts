import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serverExtensions, type TestHolder, testCertificate } from '../../test/fixtures/chain.ts';
import { certtool, runCerttool } from '../../test/peers/certtool.ts';
import { openssl, runOpenssl } from '../../test/peers/openssl.ts';
import type { KeyAlgorithmId } from '../core/keys/key-algorithms.ts';
import { buildPkcs12, type Pkcs12Content } from './pkcs12.ts';
import { buildLegacyPkcs12 } from './pkcs12-legacy.ts';

const password = '口令-Passw0rd';
const keys: readonly KeyAlgorithmId[] = ['ec-p256', 'ec-p384', 'rsa-2048', 'ed25519'];
const folder = mkdtempSync(join(tmpdir(), 'anmin-p12-'));
const chains = new Map<KeyAlgorithmId, { leaf: TestHolder; root: TestHolder; content: Pkcs12Content }>();

beforeAll(async () => {
  for (const key of keys) {
    const root = await testCertificate({ subject: [{ type: 'commonName', value: '根证书' }], key });
    const leaf = await testCertificate({
      subject: [{ type: 'commonName', value: '王小明' }],
      issuer: root,
      key,
      extensions: serverExtensions,
    });
    const { privateKeyPkcs8 } = leaf;
    const content = {
      privateKeyPkcs8,
      chain: [leaf.der, root.der],
      friendlyName: '王小明 登录证书',
      password,
    };
    chains.set(key, { leaf, root, content });
  }
});

afterAll(() => rmSync(folder, { recursive: true }));

/** The file on disk: certtool asks for the password on standard input. */
function saved(file: Buffer): string {
  const path = join(folder, 'holder.p12');
  writeFileSync(path, file);
  return path;
}

/** What openssl takes out of the file. The password goes through the environment. */
function opened(file: Buffer, legacy: boolean, given = password) {
  const args = ['pkcs12', '-nodes', '-info', '-passin', 'env:P12', ...(legacy ? ['-legacy'] : [])];
  const { code, out } = runOpenssl(args, file, { P12: given });
  const certificates = out.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const key = out.match(/-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----/)?.[0];
  return { code, out, key, fingerprints: certificates.map((pem) => new X509Certificate(pem).fingerprint256) };
}

function expectWhole(file: Buffer, legacy: boolean, key: KeyAlgorithmId): void {
  const { leaf, root } = chains.get(key)!;
  const found = opened(file, legacy);
  expect(found.code).toBe(0);
  // openssl prints the low octets of a BMPString; GnuTLS below shows the name itself.
  expect(found.out).toContain('friendlyName: ');
  expect(found.fingerprints).toEqual([leaf, root].map(({ der }) => new X509Certificate(der).fingerprint256));
  const spki = createPublicKey(createPrivateKey(found.key!)).export({ format: 'der', type: 'spki' });
  expect(spki.equals(leaf.signer.publicKeySpki)).toBe(true);
}

describe.skipIf(!openssl.found)('a PKCS#12 file in the eyes of openssl', () => {
  it.each(keys)('ok/modern, %s', async (key) => {
    const file = await buildPkcs12(chains.get(key)!.content);
    expectWhole(file, false, key);
    const { out } = opened(file, false);
    expect(out).toMatch(/MAC: sha256, Iteration \d{5}/);
    expect(out).toMatch(/Shrouded Keybag: PBES2, PBKDF2, AES-256-CBC, Iteration \d{6}, PRF hmacWithSHA256/);
    expect(out).toMatch(
      /PKCS7 Encrypted data: PBES2, PBKDF2, AES-256-CBC, Iteration \d{6}, PRF hmacWithSHA256/,
    );
  });

  it.each(keys)('ok/legacy, %s', (key) => {
    const file = buildLegacyPkcs12(chains.get(key)!.content);
    expectWhole(file, true, key);
    const { out } = opened(file, true);
    expect(out).toContain('MAC: sha1, Iteration 2048');
    expect(out.match(/pbeWithSHA1And3-KeyTripleDES-CBC/g)).toHaveLength(2);
  });

  it('fail/another password', async () => {
    const { content } = chains.get('ec-p256')!;
    for (const legacy of [false, true]) {
      const file = legacy ? buildLegacyPkcs12(content) : await buildPkcs12(content);
      expect(opened(file, legacy, 'wrong').out).toContain('invalid password?');
    }
  });
});

describe.skipIf(!certtool.found)('a PKCS#12 file in the eyes of GnuTLS', () => {
  it.each(['modern', 'legacy'])('ok/%s', async (kind) => {
    const { leaf, content } = chains.get('rsa-2048')!;
    const ascii = { ...content, password: 'Passw0rd-1234' };
    const file = kind === 'modern' ? await buildPkcs12(ascii) : buildLegacyPkcs12(ascii);
    const { out } = runCerttool(['--p12-info', '--inder', '--infile', saved(file)], `${ascii.password}\n`);
    expect(out).toContain('Friendly name: 王小明 登录证书');
    expect(out).toContain('Decrypting...');
    expect(out.replace(/\s/g, '')).toContain(leaf.der.toString('base64'));
  });
});

it('is not readable without the password: neither key nor names stand in the clear', async () => {
  const { leaf, content } = chains.get('ec-p256')!;
  for (const file of [await buildPkcs12(content), buildLegacyPkcs12(content)]) {
    expect(file.includes(leaf.signer.publicKeySpki.subarray(-64))).toBe(false);
    expect(file.includes(Buffer.from('王小明'))).toBe(false);
  }
});
