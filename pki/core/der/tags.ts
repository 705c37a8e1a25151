/**
 * Identifier octets (X.690 §8.1.2) as they stand on the wire: class and constructed bit included, so that
 * one comparison checks all three.
 */
export const tag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  numericString: 0x12,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  visibleString: 0x1a,
  universalString: 0x1c,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

/** `[n] IMPLICIT` of a primitive type. */
export function contextTag(n: number): number {
  return 0x80 | n;
}

/** `[n] EXPLICIT`, or `[n] IMPLICIT` of a constructed type. */
export function contextConstructed(n: number): number {
  return 0xa0 | n;
}
