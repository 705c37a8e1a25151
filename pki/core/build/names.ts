import { oid, printable, seqOf, setOf, utf8 } from '../der/writer.ts';
import { oid as id } from '../oids.ts';

/** Attributes of a subject name that this authority writes. */
export type NameAttribute =
  | 'commonName'
  | 'countryName'
  | 'localityName'
  | 'stateOrProvinceName'
  | 'organizationName'
  | 'organizationalUnitName'
  | 'title'
  | 'serialNumber';

/** One relative distinguished name of one attribute. */
export type Rdn = { readonly type: NameAttribute; readonly value: string };

/** From the top of the tree down: country first, common name last. */
export type DistinguishedName = readonly Rdn[];

type AttributeSpec = {
  readonly oid: string;
  /** As RFC 4514 §3 writes it. */
  readonly short: string;
  /** Upper bound in characters, RFC 5280 appendix A.1. */
  readonly max: number;
  readonly encode: (value: string) => Buffer;
};

/** RFC 5280 §4.1.2.4: UTF8String, but countryName and serialNumber are PrintableString (appendix A.1). */
export const nameAttributes: Readonly<Record<NameAttribute, AttributeSpec>> = {
  commonName: { oid: id.commonName, short: 'CN', max: 64, encode: utf8 },
  countryName: { oid: id.countryName, short: 'C', max: 2, encode: printable },
  localityName: { oid: id.localityName, short: 'L', max: 128, encode: utf8 },
  stateOrProvinceName: { oid: id.stateOrProvinceName, short: 'ST', max: 128, encode: utf8 },
  organizationName: { oid: id.organizationName, short: 'O', max: 64, encode: utf8 },
  organizationalUnitName: { oid: id.organizationalUnitName, short: 'OU', max: 64, encode: utf8 },
  title: { oid: id.title, short: 'title', max: 64, encode: utf8 },
  serialNumber: { oid: id.serialNumber, short: 'serialNumber', max: 64, encode: printable },
};

export function isNameAttribute(value: unknown): value is NameAttribute {
  return typeof value === 'string' && Object.hasOwn(nameAttributes, value);
}

/**
 * DER Name (RFC 5280 §4.1.2.4), one attribute to an RDN.
 * @throws RangeError when a PrintableString attribute holds another character
 */
export function encodeName(name: DistinguishedName): Buffer {
  return seqOf(
    name.map(({ type, value }) => {
      const attribute = nameAttributes[type];
      return setOf([seqOf([oid(attribute.oid), attribute.encode(value)])]);
    }),
  );
}

/** RFC 4514 text for people: last RDN first, special characters escaped. */
export function nameText(name: DistinguishedName): string {
  return [...name]
    .reverse()
    .map(({ type, value }) => `${nameAttributes[type].short}=${escapeValue(value)}`)
    .join(',');
}

function escapeValue(value: string): string {
  return value
    .replace(/["+,;<>\\]/g, '\\$&')
    .replace(/\0/g, '\\00')
    .replace(/^[ #]/, '\\$&')
    .replace(/ $/, '\\ ');
}
