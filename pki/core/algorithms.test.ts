import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openssl, runOpenssl } from '../../test/peers/openssl.ts';
import {
  nodeOptions,
  type SignatureName,
  signatureAlgorithmOf,
  signatureAlgorithms,
  verifySignature,
} from './algorithms.ts';
import { parseCertificate } from './x509/certificate.ts';
import { isSignedBy } from './x509/signed.ts';

const data = Buffer.from('民政');

describe('signature algorithms', () => {
  it('each is found by each of its encodings, and by no other', () => {
    for (const algorithm of Object.values(signatureAlgorithms)) {
      for (const der of [algorithm.der, ...(algorithm.alsoRead ?? [])]) {
        expect(signatureAlgorithmOf(der)).toBe(algorithm);
      }
    }
    // ECDSA with NULL parameters (RFC 5758 §3.2 wants them absent).
    expect(signatureAlgorithmOf(Buffer.from('300c06082a8648ce3d0403020500', 'hex'))).toBeUndefined();
  });

  it('fail/another key, other data, a cut signature, a key of another family', () => {
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const ed = generateKeyPairSync('ed25519');
    const algorithm = signatureAlgorithms['ecdsa-sha256'];
    const signature = sign('sha256', data, { key: ec.privateKey, ...nodeOptions(algorithm) });
    expect(verifySignature(algorithm, ec.publicKey, data, signature)).toBe(true);
    expect(verifySignature(algorithm, other.publicKey, data, signature)).toBe(false);
    expect(verifySignature(algorithm, ec.publicKey, Buffer.from('x'), signature)).toBe(false);
    expect(verifySignature(algorithm, ec.publicKey, data, signature.subarray(1))).toBe(false);
    expect(verifySignature(algorithm, ed.publicKey, data, signature)).toBe(false);
    expect(verifySignature(signatureAlgorithms.ed25519, ec.publicKey, data, signature)).toBe(false);
  });
});

describe.skipIf(!openssl.found)('certificates that openssl signed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'anmin-algorithms-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const pss = ['-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:digest'];

  it.each<[SignatureName, string[]]>([
    ['rsa-sha256', ['-newkey', 'rsa:2048', '-sha256']],
    ['rsa-sha512', ['-newkey', 'rsa:2048', '-sha512']],
    ['rsa-pss-sha256', ['-newkey', 'rsa:2048', '-sha256', ...pss]],
    ['rsa-pss-sha384', ['-newkey', 'rsa:2048', '-sha384', ...pss]],
    ['rsa-pss-sha512', ['-newkey', 'rsa:2048', '-sha512', ...pss]],
    ['ecdsa-sha256', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-sha256']],
    ['ecdsa-sha384', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384', '-sha384']],
    ['ecdsa-sha512', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-521', '-sha512']],
    ['ed25519', ['-newkey', 'ed25519']],
    ['ed448', ['-newkey', 'ed448']],
  ])('%s', (name, options) => {
    const [key, out] = [join(folder, `${name}.key`), join(folder, `${name}.der`)];
    const request = [
      'req',
      '-x509',
      '-nodes',
      '-subj',
      '/CN=x',
      '-keyout',
      key,
      '-out',
      out,
      '-outform',
      'DER',
    ];
    expect(runOpenssl([...request, ...options]).code).toBe(0);
    const certificate = parseCertificate(readFileSync(out));
    expect(certificate.signatureAlgorithm?.name).toBe(name);
    expect(isSignedBy(certificate, certificate.publicKey)).toBe(true);
    const algorithm = signatureAlgorithms[name];
    const own = sign(algorithm.digest ?? null, data, {
      key: createPrivateKey(readFileSync(key)),
      ...nodeOptions(algorithm),
    });
    expect(verifySignature(algorithm, certificate.publicKey.keyObject(), data, own)).toBe(true);
  });
});
