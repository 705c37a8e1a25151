import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testCertificate } from '../../../test/fixtures/chain.ts';
import { openssl, runOpenssl } from '../../../test/peers/openssl.ts';
import { peculiar } from '../../../test/peers/peculiar.ts';
import { elementAt } from '../der/reader.ts';
import { nameText as nameTextOf, readName } from '../x509/name.ts';
import { assembleSigned } from './certificate.ts';
import { buildCertificationRequestInfo } from './csr.ts';
import { subjectAltName } from './extensions.ts';
import { encodeName, nameText } from './names.ts';

const subject = [
  { type: 'countryName', value: 'CN' },
  { type: 'commonName', value: 'Wáng, 小明' },
] as const;

async function csr(extensions: readonly Buffer[]): Promise<Buffer> {
  const { signer } = await testCertificate({ subject });
  const info = buildCertificationRequestInfo({
    subject: encodeName(subject),
    spki: signer.publicKeySpki,
    extensions,
  });
  return assembleSigned(info, signer.algorithm.der, await signer.sign(info));
}

describe('a PKCS#10', () => {
  it.skipIf(!openssl.found)('ok/openssl verifies it and sees the extensions that it asks for', async () => {
    const der = await csr([subjectAltName([{ type: 'ip', value: '::ffff:10.0.0.1' }])]);
    const { out } = runOpenssl(
      ['req', '-inform', 'DER', '-noout', '-verify', '-text', '-nameopt', 'utf8'],
      der,
    );
    expect(out).toContain('Certificate request self-signature verify OK');
    expect(out).toContain('CN=Wáng, 小明');
    expect(out).toContain('IP Address:0:0:0:0:0:FFFF:A00:1');
  });

  it.skipIf(!openssl.found)('ok/without extensions the attributes are empty', async () => {
    const { out } = runOpenssl(['req', '-inform', 'DER', '-noout', '-verify', '-text'], await csr([]));
    expect(out).toContain('verify OK');
    expect(out).toMatch(/Attributes:\s+\(none\)/);
  });

  it('ok/@peculiar/x509 verifies it', async () => {
    expect(await new peculiar.Pkcs10CertificateRequest(await csr([])).verify()).toBe(true);
  });

  it('names are written as RFC 4514 text', () => {
    expect(nameText(subject)).toBe('CN=Wáng\\, 小明,C=CN');
    expect(nameText([{ type: 'organizationName', value: '#a+b;c ' }])).toBe('O=\\#a\\+b\\;c\\ ');
  });

  it('names read back have the same text', () => {
    const rdn = fc.record({
      type: fc.constantFrom('commonName' as const, 'organizationName' as const, 'title' as const),
      value: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
    });
    fc.assert(
      fc.property(fc.array(rdn, { minLength: 1, maxLength: 4 }), (name) => {
        const der = encodeName(name);
        expect(nameTextOf(readName(elementAt(der, 0, der.length)))).toBe(nameText(name));
      }),
    );
  });
});
