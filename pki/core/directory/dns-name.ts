import { excerpt } from '#platform/kernel/text.ts';
import { pkiErrors } from '../../errors.ts';
import { isDnsName } from '../validation/names/dns.ts';
import { about } from './labels.ts';

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
