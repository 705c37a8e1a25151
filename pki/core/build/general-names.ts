import { ascii, context, oid, tlv } from '../der/writer.ts';
import { parseIp } from '../x509/general-name.ts';

/** The name forms of RFC 5280 §4.2.1.6 that this authority writes. */
export type GeneralName =
  | { readonly type: 'dns'; readonly value: string }
  | { readonly type: 'email'; readonly value: string }
  | { readonly type: 'uri'; readonly value: string }
  /** Textual IPv4 or IPv6 address. */
  | { readonly type: 'ip'; readonly value: string }
  /** DER Name. */
  | { readonly type: 'directory'; readonly value: Buffer }
  | { readonly type: 'registered-id'; readonly value: string };

/** What a name constraint holds: as a name, but an IP range instead of an address (RFC 5280 §4.2.1.10). */
export type GeneralSubtree =
  | Exclude<GeneralName, { type: 'ip' }>
  /** `address/prefix`, for example `10.0.0.0/8`. */
  | { readonly type: 'ip'; readonly value: string };

/** @throws RangeError when a text is not ASCII or an address is malformed */
export function encodeGeneralName(name: GeneralName): Buffer {
  switch (name.type) {
    case 'email':
      return context(1, ascii(name.value));
    case 'dns':
      return context(2, ascii(name.value));
    case 'directory':
      return tlv(0xa4, name.value);
    case 'uri':
      return context(6, ascii(name.value));
    case 'ip':
      return context(7, ipOctets(name.value));
    case 'registered-id':
      return context(8, oid(name.value).subarray(2));
  }
}

/** As a GeneralSubtree's base. @throws RangeError as `encodeGeneralName` */
export function encodeSubtreeBase(subtree: GeneralSubtree): Buffer {
  if (subtree.type !== 'ip') return encodeGeneralName(subtree);
  const [address, prefix, ...rest] = subtree.value.split('/');
  const octets = ipOctets(address!);
  const bits = Number(prefix);
  if (rest.length > 0 || !/^\d{1,3}$/.test(prefix ?? '') || bits > octets.length * 8) {
    throw new RangeError('not an address range');
  }
  const mask = octets.map((_, at) => (0xff00 >> Math.min(8, Math.max(0, bits - at * 8))) & 0xff);
  return context(7, Buffer.concat([octets.map((octet, at) => octet & mask[at]!), mask]));
}

/** 4 or 16 octets of a textual address. @throws RangeError when it is not one */
function ipOctets(text: string): Buffer {
  const octets = parseIp(text);
  if (!octets) throw new RangeError('not an IP address');
  return Buffer.from(octets);
}
