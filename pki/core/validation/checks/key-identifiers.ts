import type { Certificate } from '../../x509/certificate.ts';
import type { Check } from '../check.ts';
import { finding } from '../findings.ts';

/** The key of the issuer is named, except that a self-signed anchor may leave it out; a CA names its own. */
export const keyIdentifiers: Check = {
  name: 'key-identifiers',
  clause: 'RFC 5280 §4.2.1.1, §4.2.1.2',
  run({ certificate, index }, _state, { signatures }) {
    const { extensions, publicKey } = certificate;
    const authority = extensions.read('authorityKeyIdentifier');
    const isRoot = index === 0 && signatures.isSignedBy(certificate, publicKey);
    const sound = isRoot
      ? authority === undefined || namesItself(certificate)
      : authority?.keyId !== undefined;
    if (!sound) return finding('key-identifier-missing', { name: 'authorityKeyIdentifier' });
    const ca = extensions.read('basicConstraints')?.ca ?? false;
    if (ca && extensions.read('subjectKeyIdentifier') === undefined) {
      return finding('key-identifier-missing', { name: 'subjectKeyIdentifier' });
    }
    return 'passed';
  },
};

/** What a self-signed certificate says of its issuer is about itself. */
function namesItself({ extensions, serialHex }: Certificate): boolean {
  const { keyId, serial } = extensions.read('authorityKeyIdentifier')!;
  const own = extensions.read('subjectKeyIdentifier');
  return keyId !== undefined && (own === undefined || keyId === own) && (serial ?? serialHex) === serialHex;
}
