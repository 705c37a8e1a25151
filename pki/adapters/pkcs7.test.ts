import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { testCertificate } from '../../test/fixtures/chain.ts';
import { openssl, runOpenssl } from '../../test/peers/openssl.ts';
import { certificateFile } from '../service/certificates/bundle.ts';

const root = await testCertificate({ subject: [{ type: 'commonName', value: '根证书' }] });
const leaf = await testCertificate({ subject: [{ type: 'commonName', value: '王小明' }], issuer: root });
const chain = [leaf.der, root.der].map((der) => Buffer.from(der));
const file = certificateFile('王小明', chain, 'p7b').content;

describe('a chain as .p7b', () => {
  it.skipIf(!openssl.found)('ok/ openssl prints each certificate of the chain, octet for octet', () => {
    const { code, out } = runOpenssl(['pkcs7', '-inform', 'DER', '-print_certs'], file);
    expect(code).toBe(0);
    const printed = out
      .match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g)!
      .map((pem) => new X509Certificate(pem).raw);
    expect(printed.sort(Buffer.compare)).toEqual([...chain].sort(Buffer.compare));
  });
});
