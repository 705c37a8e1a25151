import { pkiErrors } from '../../errors.ts';
import { about } from './labels.ts';
import { excerpt } from './text.ts';

const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Whether this is a full host name in lower case: LDH labels (RFC 1034 §3.5, RFC 1123 §2.1), 253 octets. */
export function isDnsName(name: string): boolean {
  if (name.length > 253) return false;
  const labels = name.split('.');
  // An all-numeric last label would read as an IPv4 address (RFC 1123 §2.1).
  return labels.every((part) => label.test(part)) && !/^[0-9]+$/.test(labels.at(-1)!);
}

/**
 * A DNS name in lower case. Names in other scripts come as A-labels (`xn--…`).
 * @throws pki.dns-wildcard, pki.field-malformed
 */
export function readDnsName(value: string): string {
  const name = value.trim().toLowerCase();
  if (name.includes('*')) throw pkiErrors['dns-wildcard']({ field: 'dnsNames', value: excerpt(name) });
  if (!isDnsName(name)) throw pkiErrors['field-malformed'](about('dnsNames', { value: excerpt(value) }));
  return name;
}
