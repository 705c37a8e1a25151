import type { Der } from '../der/reader.ts';
import { tag } from '../der/tags.ts';
import { hex, readIntegerBytes } from '../der/values.ts';

/**
 * A serial number as this domain writes it everywhere: lower-case hex, whole octets, without the octet
 * that DER puts before a high bit. A negative one keeps its octets behind `-`.
 */
export function serialHex(der: Der, as: number = tag.integer): string {
  const bytes = readIntegerBytes(der, as);
  if (bytes[0]! & 0x80) return `-${hex(bytes)}`;
  return hex(bytes[0] === 0 && bytes.length > 1 ? bytes.subarray(1) : bytes);
}
