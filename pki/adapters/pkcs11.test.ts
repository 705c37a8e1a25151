import { createPublicKey, verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSofthsmToken, type SofthsmToken, softhsm } from '../../test/peers/softhsm.ts';
import { nodeOptions } from '../core/algorithms.ts';
import { readPublicKey } from '../core/keys/public-key.ts';
import { openPkcs11, type Pkcs11Token } from './pkcs11.ts';

describe.skipIf(!softhsm.found)('a PKCS#11 token (SoftHSM2)', () => {
  let softToken: SofthsmToken;
  let token: Pkcs11Token;

  beforeAll(async () => {
    softToken = await makeSofthsmToken();
    token = await openPkcs11(softToken);
  });
  afterAll(() => {
    token.close();
    softToken.remove();
  });

  it.each([
    ['ec-p256', undefined],
    ['ec-p384', undefined],
    ['ec-p384', 'ecdsa-sha256'],
    ['rsa-2048', undefined],
    ['rsa-3072', 'rsa-sha384'],
  ] as const)('ok/%s makes a key and signs with %s', async (algorithm, signature) => {
    const label = `ca ${algorithm} ${signature}`;
    const spki = token.generateKey(algorithm, label);
    const reading = readPublicKey(spki);
    expect(reading).toMatchObject({ ok: true, algorithm });
    const signer = token.signer(label, signature);
    expect(signer.publicKeySpki.equals(spki)).toBe(true);
    const tbs = Buffer.from('to be signed');
    const key = {
      key: createPublicKey({ key: spki, format: 'der', type: 'spki' }),
      ...nodeOptions(signer.algorithm),
    };
    const signatureOctets = await signer.sign(tbs);
    expect(verify(signer.algorithm.digest, tbs, key, signatureOctets)).toBe(true);
    expect(verify(signer.algorithm.digest, Buffer.from('other'), key, signatureOctets)).toBe(false);
  });

  it('ok/many signatures asked for at once come out right', async () => {
    token.generateKey('ec-p256', 'busy');
    const signer = token.signer('busy');
    const key = createPublicKey({ key: signer.publicKeySpki, format: 'der', type: 'spki' });
    const parts = Array.from({ length: 200 }, (_, n) => Buffer.from(`certificate ${n}`));
    const signatures = await Promise.all(parts.map((part) => signer.sign(part)));
    expect(parts.every((part, n) => verify('sha256', part, key, signatures[n]!))).toBe(true);
  });

  it('ok/a key is found again after the token was closed', async () => {
    const spki = token.generateKey('ec-p256', 'kept');
    token.close();
    token = await openPkcs11(softToken);
    expect(token.signer('kept').publicKeySpki.equals(spki)).toBe(true);
    expect(token.signer('kept').keyRef).toBe('pkcs11:token=anmin-test;object=kept');
  });

  it('fail/a name twice, a name that is not there, an algorithm that tokens lack', () => {
    token.generateKey('ec-p256', 'twice');
    expect(() => token.generateKey('ec-p256', 'twice')).toThrow(
      expect.objectContaining({ code: 'pki.pkcs11-key-exists' }),
    );
    expect(() => token.signer('absent')).toThrow(expect.objectContaining({ code: 'pki.pkcs11-key-missing' }));
    expect(() => token.generateKey('ml-dsa-65', 'x')).toThrow(
      expect.objectContaining({ code: 'pki.pkcs11-algorithm' }),
    );
  });

  it('fail/a wrong PIN is named and stays out of the error; a token that is not there', async () => {
    token.close();
    const wrong = openPkcs11({ ...softToken, pin: 'wrong-pin-4711' });
    await expect(wrong).rejects.toMatchObject({ code: 'pki.pkcs11-pin-wrong' });
    await wrong.catch((error) =>
      expect(JSON.stringify([error.message, error.texts, error.details])).not.toContain('4711'),
    );
    await expect(openPkcs11({ ...softToken, tokenLabel: 'none' })).rejects.toMatchObject({
      code: 'pki.pkcs11-token-missing',
    });
    token = await openPkcs11(softToken);
  });
});

it('fail/a library that cannot be loaded', async () => {
  const options = { library: '/nonexistent/lib.so', tokenLabel: 'x', pin: 'x' };
  await expect(openPkcs11(options)).rejects.toMatchObject({ code: 'pki.pkcs11-library' });
});
