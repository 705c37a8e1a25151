import { oid, printable, seqOf, setOf, utf8 } from '../der/writer.ts';
import { oid as id, oidLabel } from '../oids.ts';
import { escapeText } from '../x509/name.ts';

/** Attributes of a subject name that this authority writes. */
export type SubjectAttribute =
  | 'commonName'
  | 'countryName'
  | 'localityName'
  | 'stateOrProvinceName'
  | 'organizationName'
  | 'organizationalUnitName'
  | 'title'
  | 'serialNumber';

/** One relative distinguished name of one attribute. */
export type Rdn = { readonly type: SubjectAttribute; readonly value: string };

/** From the top of the tree down: country first, common name last. */
export type DistinguishedName = readonly Rdn[];

type AttributeSpec = {
  readonly oid: string;
  /** Upper bound in characters, RFC 5280 appendix A.1. */
  readonly max: number;
  readonly encode: (value: string) => Buffer;
};

/** RFC 5280 §4.1.2.4: UTF8String, but countryName and serialNumber are PrintableString (appendix A.1). */
export const nameAttributes: Readonly<Record<SubjectAttribute, AttributeSpec>> = {
  commonName: { oid: id.commonName, max: 64, encode: utf8 },
  countryName: { oid: id.countryName, max: 2, encode: printable },
  localityName: { oid: id.localityName, max: 128, encode: utf8 },
  stateOrProvinceName: { oid: id.stateOrProvinceName, max: 128, encode: utf8 },
  organizationName: { oid: id.organizationName, max: 64, encode: utf8 },
  organizationalUnitName: { oid: id.organizationalUnitName, max: 64, encode: utf8 },
  title: { oid: id.title, max: 64, encode: utf8 },
  serialNumber: { oid: id.serialNumber, max: 64, encode: printable },
};

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

/** The text of RFC 4514, as `nameText` of x509/name.ts writes it once the name is encoded. */
export function nameText(name: DistinguishedName): string {
  return name
    .map(({ type, value }) => `${oidLabel(nameAttributes[type].oid).short}=${escapeText(value)}`)
    .reverse()
    .join(',');
}
