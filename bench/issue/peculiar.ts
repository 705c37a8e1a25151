import { randomBytes, webcrypto } from 'node:crypto';
import type { GeneralNames } from '@peculiar/x509';
import { oid } from '../../pki/core/oids.ts';
import { peculiar } from '../../test/peers/peculiar.ts';
import type { Contender } from './contender.ts';
import type { PeerAuthority } from './peer-authority.ts';

/** The library alone: reads and verifies the request, signs the same leaf, keeps nothing. */
export async function peculiarX509(authority: PeerAuthority): Promise<Contender> {
  peculiar.cryptoProvider.set(webcrypto as never);
  const ec = { name: 'ECDSA', namedCurve: 'P-256' };
  const signingKey = await webcrypto.subtle.importKey('pkcs8', authority.issuing.pkcs8, ec, false, ['sign']);
  const ca = new peculiar.X509Certificate(authority.issuing.der);
  const caKey = await ca.publicKey.export();
  return {
    name: '@peculiar/x509',
    note: 'library call, no database',
    async issue({ pem }) {
      const request = new peculiar.Pkcs10CertificateRequest(pem);
      if (!(await request.verify())) throw new Error('the request is not signed by its key');
      const asked = request.getExtension(oid.subjectAltName) as { names?: GeneralNames } | null;
      if (!asked?.names) throw new Error('the request asks for no name');
      const now = Date.now();
      const certificate = await peculiar.X509CertificateGenerator.create({
        serialNumber: randomBytes(16).toString('hex'),
        issuer: ca.subject,
        subject: `C=CN, O=测速市民政局, ${request.subject}`,
        notBefore: new Date(now - 300_000),
        notAfter: new Date(now + 365 * 86_400_000),
        signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
        publicKey: request.publicKey,
        signingKey,
        extensions: [
          await peculiar.AuthorityKeyIdentifierExtension.create(caKey),
          await peculiar.SubjectKeyIdentifierExtension.create(request.publicKey),
          new peculiar.KeyUsagesExtension(peculiar.KeyUsageFlags.digitalSignature, true),
          new peculiar.ExtendedKeyUsageExtension(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']),
          new peculiar.SubjectAlternativeNameExtension(asked.names.toJSON()),
          new peculiar.CRLDistributionPointsExtension(['http://127.0.0.1:8080/crl/0.crl']),
          new peculiar.AuthorityInfoAccessExtension({
            ocsp: ['http://127.0.0.1:8080/ocsp'],
            caIssuers: ['http://127.0.0.1:8080/ca/0.cer'],
          }),
        ],
      });
      return Buffer.from(certificate.rawData);
    },
    close: async () => {},
  };
}
