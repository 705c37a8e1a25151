import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { softwareSigner } from '../pki/adapters/software-keys.ts';
import { assembleSigned, buildTbsCertificate, serialFromRandom } from '../pki/core/build/certificate.ts';
import * as ext from '../pki/core/build/extensions.ts';
import { encodeName } from '../pki/core/build/names.ts';
import type { Signer } from '../pki/core/keys/signer.ts';

const dayMs = 86_400_000;

export type Certified = { readonly der: Buffer; readonly pkcs8: Buffer };

type Authority = { readonly name: Buffer; readonly signer: Signer };

/** A root, an issuing CA below it and a server's certificate below that, DER, P-256; and a root that signed none. */
export async function makePath() {
  const root = await authority('bench root');
  const foreign = await authority('bench root');
  const issuing = await authority('bench issuing', root.as, 0);
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  const leaf = await certificate(
    issuing.as,
    encodeName([{ type: 'commonName', value: 'host.bench.test' }]),
    spki,
    [
      ext.keyUsage(['digitalSignature']),
      ext.extendedKeyUsage(['serverAuth', 'clientAuth']),
      ext.subjectAltName([{ type: 'dns', value: 'host.bench.test' }]),
      ext.crlDistributionPoints(['http://pki.bench.test/crl/0.crl']),
      ext.authorityInfoAccess({ ocsp: ['http://pki.bench.test/ocsp'] }),
    ],
  );
  return {
    root: root.der,
    foreignRoot: foreign.der,
    issuing: issuing.der,
    leaf,
    issuingKey: issuing.pkcs8,
    rootKey: root.pkcs8,
  };
}

async function authority(commonName: string, issuer?: Authority, pathLength?: number) {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' });
  const signer = softwareSigner(pkcs8, commonName);
  const name = encodeName([
    { type: 'organizationName', value: 'bench' },
    { type: 'commonName', value: commonName },
  ]);
  const as = { name, signer };
  const der = await certificate(issuer ?? as, name, signer.publicKeySpki, [
    ext.basicConstraintsAuthority(pathLength),
    ext.keyUsage(['keyCertSign', 'cRLSign']),
  ]);
  return { as, der, pkcs8 };
}

async function certificate(
  { name, signer }: Authority,
  subject: Buffer,
  spki: Buffer,
  extensions: readonly Buffer[],
): Promise<Buffer> {
  const now = Date.now();
  const tbs = buildTbsCertificate({
    serial: serialFromRandom(randomBytes(16)),
    signature: signer.algorithm.der,
    issuer: name,
    notBefore: new Date(now - dayMs),
    notAfter: new Date(now + 365 * dayMs),
    subject,
    spki,
    extensions: [
      ext.authorityKeyIdentifier(ext.keyIdentifier(signer.publicKeySpki)),
      ext.subjectKeyIdentifier(ext.keyIdentifier(spki)),
      ...extensions,
    ],
  });
  return assembleSigned(tbs, signer.algorithm.der, await signer.sign(tbs));
}
