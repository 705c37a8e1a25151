import { oid } from '../../oids.ts';
import type { Certificate } from '../../x509/certificate.ts';
import type { GeneralName } from '../../x509/general-name.ts';
import { attributeValues } from '../../x509/name.ts';

/**
 * All names that constraints apply to: the alternative names, the subject unless it is empty, and mail
 * addresses inside the subject (RFC 5280 §4.2.1.10).
 */
export function constrainedNames(certificate: Certificate): GeneralName[] {
  const names: GeneralName[] = [...(certificate.extensions.read('subjectAltName') ?? [])];
  const { subject } = certificate;
  if (subject.rdns.length > 0) names.push({ kind: 'directory', name: subject });
  for (const text of attributeValues(subject, oid.emailAddress)) names.push({ kind: 'email', text });
  return names;
}
