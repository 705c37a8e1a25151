import { execFileSync } from 'node:child_process';
import { createHash, verify, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openPkcs12 } from './open-pkcs12.ts';

const password = 'correct horse 8';
const dir = mkdtempSync(join(tmpdir(), 'anmin-p12-'));
afterAll(() => rmSync(dir, { recursive: true }));

const openssl = (args: string[]) =>
  execFileSync('openssl', args, { cwd: dir, stdio: ['ignore', 'pipe', 'pipe'] });
let present = true;
try {
  openssl(['version']);
} catch (error) {
  if (process.env.ANMIN_REQUIRE_PEERS === '1') throw error;
  present = false;
}

function make(name: string, key: string[], exported: string[] = []) {
  openssl([
    'req',
    '-x509',
    '-newkey',
    ...key,
    '-keyout',
    `${name}.key`,
    '-out',
    `${name}.pem`,
    '-noenc',
    '-days',
    '2',
    '-subj',
    `/O=清河县民政局/CN=${name}`,
    '-utf8',
  ]);
  openssl([
    'pkcs12',
    '-export',
    '-inkey',
    `${name}.key`,
    '-in',
    `${name}.pem`,
    '-out',
    `${name}.p12`,
    '-passout',
    `pass:${password}`,
    ...exported,
  ]);
  const certificate = new X509Certificate(readFileSync(join(dir, `${name}.pem`)));
  return {
    file: new Uint8Array(readFileSync(join(dir, `${name}.p12`))),
    publicKey: certificate.publicKey,
    fingerprint: createHash('sha256').update(certificate.raw).digest('hex'),
  };
}
const p256 = ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];

describe.skipIf(!present)('a PKCS#12 file made by OpenSSL', () => {
  it.each([
    ['p256', p256, 'sha256'],
    ['p384', ['ec', '-pkeyopt', 'ec_paramgen_curve:P-384'], 'sha384'],
    ['rsa', ['rsa:2048'], 'sha256'],
    ['ed25519', ['ed25519'], null],
  ])('with a %s key signs what OpenSSL verifies', async (name, key, hash) => {
    const made = make(name, key);
    const opened = await openPkcs12(made.file, password, made.fingerprint);
    expect(opened.subject).toBe(name);
    const payload = new TextEncoder().encode('{"decision":"approve","reason":"材料齐全"}');
    const signature = new Uint8Array(await opened.sign(payload));
    const verifier = { key: made.publicKey, dsaEncoding: 'ieee-p1363' as const };
    expect(verify(hash, payload, verifier, signature)).toBe(true);
    expect(verify(hash, new TextEncoder().encode('{"decision":"reject"}'), verifier, signature)).toBe(false);
  });

  it('is refused with the reason', async () => {
    const made = make('refused', p256);
    const other = '0'.repeat(64);
    await expect(openPkcs12(made.file, 'wrong', made.fingerprint)).rejects.toMatchObject({
      fault: 'wrong-password',
    });
    await expect(openPkcs12(made.file, password, other)).rejects.toMatchObject({
      fault: 'other-certificate',
    });
    await expect(openPkcs12(made.file.slice(0, 200), password, made.fingerprint)).rejects.toMatchObject({
      fault: 'not-pkcs12',
    });
    await expect(openPkcs12(new Uint8Array(300_000), password, made.fingerprint)).rejects.toMatchObject({
      fault: 'not-pkcs12',
    });
  });

  it('without a key, or with old encryption, is refused with the reason', async () => {
    const keyless = make('keyless', p256, ['-nokeys']);
    await expect(openPkcs12(keyless.file, password, keyless.fingerprint)).rejects.toMatchObject({
      fault: 'no-key',
    });
    const old = make('old', p256, [
      '-keypbe',
      'PBE-SHA1-3DES',
      '-certpbe',
      'PBE-SHA1-3DES',
      '-macalg',
      'sha1',
    ]);
    await expect(openPkcs12(old.file, password, old.fingerprint)).rejects.toMatchObject({ fault: 'legacy' });
  });
});
