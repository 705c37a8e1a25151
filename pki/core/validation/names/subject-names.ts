import { readDer } from '../../der/reader.ts';
import { readText } from '../../der/strings.ts';
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
  for (const text of utf8Mailboxes(names)) names.push({ kind: 'email', text });
  return names;
}

/** Constraints on mail addresses hold for the form beyond ASCII, too (RFC 9598 §6); what is not ASCII fails them. */
function utf8Mailboxes(names: readonly GeneralName[]): string[] {
  const found: string[] = [];
  for (const name of names) {
    if (name.kind !== 'other' || name.oid !== oid.smtpUtf8Mailbox) continue;
    try {
      found.push(readText(readDer(name.value)) ?? '');
    } catch {
      found.push('');
    }
  }
  return found;
}
