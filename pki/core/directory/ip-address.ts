import { pkiErrors } from '../../errors.ts';
import { ipText, parseIp } from '../x509/general-name.ts';
import { about } from './labels.ts';
import { excerpt } from './text.ts';

/**
 * An IPv4 address, or an IPv6 address in its one recommended spelling (RFC 5952 §4).
 * @throws pki.field-malformed
 */
export function readIpAddress(value: string): string {
  const text = value.trim();
  const octets = text.length <= 45 ? parseIp(text) : undefined;
  if (!octets) throw pkiErrors['field-malformed'](about('ipAddresses', { value: excerpt(value) }));
  return ipText(octets);
}
