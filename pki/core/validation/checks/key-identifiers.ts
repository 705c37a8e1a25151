import { oid } from '../../oids.ts';
import type { Certificate } from '../../x509/certificate.ts';
import type { Check } from '../check.ts';
import { finding } from '../findings.ts';
import type { SignatureChecker } from '../signatures.ts';

/** The key of the issuer is named, except that a self-signed anchor may leave it out; a CA names its own. */
export const keyIdentifiers: Check = {
  name: 'key-identifiers',
  clause: 'RFC 5280 §4.2.1.1, §4.2.1.2',
  run({ certificate, index }, _state, { signatures }) {
    const { extensions } = certificate;
    const sound =
      index === 0 ? isSoundAnchor(certificate, signatures) : authorityKeyId(certificate) !== undefined;
    if (!sound) return finding('key-identifier-missing', { name: 'authorityKeyIdentifier' });
    const ca = extensions.read('basicConstraints')?.ca ?? false;
    if (ca && extensions.read('subjectKeyIdentifier') === undefined) {
      return finding('key-identifier-missing', { name: 'subjectKeyIdentifier' });
    }
    return 'passed';
  },
};

function authorityKeyId({ extensions }: Certificate): string | undefined {
  return extensions.read('authorityKeyIdentifier')?.keyId;
}

/** A self-signed anchor names itself or nobody; another one names its issuer's key. */
function isSoundAnchor(anchor: Certificate, signatures: SignatureChecker): boolean {
  const { extensions, selfIssued, publicKey } = anchor;
  if (extensions.get(oid.authorityKeyIdentifier) === undefined) {
    return selfIssued || signatures.isSignedBy(anchor, publicKey);
  }
  return selfIssued ? namesItself(anchor) : authorityKeyId(anchor) !== undefined;
}

function namesItself({ extensions, serialHex }: Certificate): boolean {
  const { keyId, serial } = extensions.read('authorityKeyIdentifier')!;
  const own = extensions.read('subjectKeyIdentifier');
  return keyId !== undefined && (own === undefined || keyId === own) && (serial ?? serialHex) === serialHex;
}
