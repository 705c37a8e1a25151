import { equalBytes } from '../../der/values.ts';
import { oid } from '../../oids.ts';
import type { Certificate } from '../../x509/certificate.ts';
import type { Check } from '../check.ts';
import { finding } from '../findings.ts';
import type { SignatureChecker } from '../signatures.ts';

/** The key of the issuer is named, except that a self-signed root may leave it out; a CA names its own. */
export const keyIdentifiers: Check = {
  name: 'key-identifiers',
  clause: 'RFC 5280 §4.2.1.1, §4.2.1.2',
  run({ certificate, issuer }, _state, { signatures }) {
    const { extensions } = certificate;
    // The anchor stands above itself; a root that is asked about does, too.
    const mayBeRoot = equalBytes(certificate.raw, issuer.raw);
    if (!isSound(certificate, mayBeRoot, signatures))
      return finding('key-identifier-missing', { name: 'authorityKeyIdentifier' });
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

/** A self-signed root names itself or nobody; any other certificate names its issuer's key. */
function isSound(certificate: Certificate, mayBeRoot: boolean, signatures: SignatureChecker): boolean {
  const { extensions, selfIssued, publicKey } = certificate;
  if (!mayBeRoot) return authorityKeyId(certificate) !== undefined;
  const isSilent = extensions.get(oid.authorityKeyIdentifier) === undefined;
  if (selfIssued && (isSilent || namesItself(certificate))) return true;
  return signatures.isSignedBy(certificate, publicKey) ? isSilent : authorityKeyId(certificate) !== undefined;
}

function namesItself({ extensions, serialHex }: Certificate): boolean {
  const { keyId, serial } = extensions.read('authorityKeyIdentifier')!;
  const own = extensions.read('subjectKeyIdentifier');
  return keyId !== undefined && (own === undefined || keyId === own) && (serial ?? serialHex) === serialHex;
}
