import { excerpt } from '#platform/kernel/text.ts';
import { pkiErrors } from '../../errors.ts';
import { ipText, parseIp } from '../x509/general-name.ts';
import { about } from './labels.ts';

/**
 * Whether one machine can have this address: not "any", a group's or everybody's (RFC 6890), and not an
 * IPv4 address in the dress of IPv6 (RFC 4291 §2.5.5), which would name one machine twice.
 */
function isOfOneMachine(octets: Uint8Array): boolean {
  const [first = 0] = octets;
  if (octets.length === 4) return first > 0 && first < 224;
  const head = octets.subarray(0, 12);
  const mapped = head.subarray(0, 10).every((octet) => octet === 0) && head[10] === 0xff && head[11] === 0xff;
  return first !== 0xff && !mapped && octets.some((octet) => octet !== 0);
}

/**
 * An IPv4 address, or an IPv6 address in its one recommended spelling (RFC 5952 §4).
 * @throws pki.field-malformed
 */
export function readIpAddress(value: string): string {
  const text = value.trim();
  const octets = text.length <= 45 ? parseIp(text) : undefined;
  if (!octets || !isOfOneMachine(octets))
    throw pkiErrors['field-malformed'](about('ipAddresses', { value: excerpt(value) }));
  return ipText(octets);
}
