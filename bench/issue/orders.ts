import { generateKeyPairSync, sign } from 'node:crypto';
import { signatureAlgorithms } from '../../pki/core/algorithms.ts';
import { assembleSigned } from '../../pki/core/build/certificate.ts';
import { buildCertificationRequestInfo } from '../../pki/core/build/csr.ts';
import { subjectAltName } from '../../pki/core/build/extensions.ts';
import { encodeName } from '../../pki/core/build/names.ts';
import { encodePem } from '../../pki/core/x509/pem.ts';

/** Servers that certificates are made for, one after the other. */
export const holderCount = 2000;

export const hostOf = (index: number): string => `s${(index % holderCount) + 1}.bench.test`;

/** A PKCS#10 of its own P-256 key, for the host of that index. */
export type Csr = { readonly index: number; readonly der: Buffer; readonly pem: string };

const made: Csr[] = [];

/** The `index`-th request of this run; the same one for everybody who asks. */
export function csrOf(index: number): Csr {
  while (made.length <= index) made.push(makeCsr(made.length));
  return made[index]!;
}

function makeCsr(index: number): Csr {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const host = hostOf(index);
  const info = buildCertificationRequestInfo({
    subject: encodeName([{ type: 'commonName', value: host }]),
    spki: publicKey.export({ format: 'der', type: 'spki' }),
    extensions: [subjectAltName([{ type: 'dns', value: host }])],
  });
  const { der: algorithm } = signatureAlgorithms['ecdsa-sha256'];
  const der = assembleSigned(info, Buffer.from(algorithm), sign('sha256', info, privateKey));
  return { index, der, pem: encodePem('CERTIFICATE REQUEST', der) };
}
