import { pkiErrors } from '../../errors.ts';
import { about } from './labels.ts';
import { excerpt } from './text.ts';

const octet = /^(?:0|[1-9][0-9]{0,2})$/;

function readIpv4(text: string): number[] | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => octet.test(part) && Number(part) < 256)) return undefined;
  return parts.map(Number);
}

/** The 8 groups of an IPv6 address (RFC 4291 §2.2), without a zone. */
function readIpv6(text: string): number[] | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const groups = halves.map((half) => (half === '' ? [] : half.split(':').map(group)));
  const known = groups.flat();
  if (known.some((value) => value === undefined)) return undefined;
  if (halves.length === 1) return known.length === 8 ? (known as number[]) : undefined;
  // `::` stands for one group of zeros at least (RFC 5952 §4.2.2 would not write it for one).
  if (known.length > 7) return undefined;
  const zeros = Array<number>(8 - known.length).fill(0);
  return [...(groups[0] as number[]), ...zeros, ...(groups[1] as number[])];
}

const group = (text: string): number | undefined =>
  /^[0-9a-f]{1,4}$/i.test(text) ? Number.parseInt(text, 16) : undefined;

/** RFC 5952 §4: lower case, no leading zeros, the longest run of zeros (two at least, the first) as `::`. */
function writeIpv6(groups: readonly number[]): string {
  let best = { start: -1, length: 1 };
  for (let start = 0; start < 8; start += 1) {
    let length = 0;
    while (start + length < 8 && groups[start + length] === 0) length += 1;
    if (length > best.length) best = { start, length };
  }
  const hex = groups.map((value) => value.toString(16));
  if (best.start < 0) return hex.join(':');
  return `${hex.slice(0, best.start).join(':')}::${hex.slice(best.start + best.length).join(':')}`;
}

/**
 * An IPv4 address, or an IPv6 address in its one recommended spelling.
 * @throws pki.field-malformed
 */
export function readIpAddress(value: string): string {
  const text = value.trim();
  if (text.length <= 45) {
    const four = readIpv4(text);
    if (four) return four.join('.');
    const six = readIpv6(text);
    if (six) return writeIpv6(six);
  }
  throw pkiErrors['field-malformed'](about('ipAddresses', { value: excerpt(value) }));
}
