import { DerError } from '../der/errors.ts';
import { children, cursor, type Der, encoded } from '../der/reader.ts';
import { readIa5, readText } from '../der/strings.ts';
import { contextConstructed, contextTag, tag } from '../der/tags.ts';
import {
  hex,
  readBigInt,
  readBoolean,
  readGeneralizedTime,
  readNamedBits,
  readOctetString,
  readOid,
  readSmallInteger,
} from '../der/values.ts';
import { oid } from '../oids.ts';
import { readCrlDistributionPoints, readIssuingDistributionPoint } from './distribution-point.ts';
import { type GeneralName, readGeneralName, readGeneralNames } from './general-name.ts';
import { type KeyUsage, keyUsageBits } from './key-usage.ts';
import { crlReason } from './reasons.ts';
import { serialHex } from './serial.ts';

/** One reader for each extension that this domain understands; the name is that of `oid`. */
export const extensionReaders = {
  basicConstraints,
  keyUsage,
  extKeyUsage: (der: Der) => nonEmpty(der, (element) => readOid(element)),
  subjectAltName: (der: Der) => readGeneralNames(der),
  issuerAltName: (der: Der) => readGeneralNames(der),
  nameConstraints,
  certificatePolicies,
  policyMappings: (der: Der) => nonEmpty(der, policyMapping),
  policyConstraints,
  inhibitAnyPolicy: (der: Der) => readSkipCerts(der),
  authorityKeyIdentifier,
  subjectKeyIdentifier: (der: Der) => hex(readOctetString(der)),
  crlDistributionPoints: readCrlDistributionPoints,
  freshestCrl: readCrlDistributionPoints,
  issuingDistributionPoint: readIssuingDistributionPoint,
  authorityInfoAccess: (der: Der) => nonEmpty(der, accessDescription),
  subjectInfoAccess: (der: Der) => nonEmpty(der, accessDescription),
  crlNumber: (der: Der) => readBigInt(der),
  deltaCrlIndicator: (der: Der) => readBigInt(der),
  reasonCode: (der: Der) => crlReason(readSmallInteger(der, tag.enumerated), der.start),
  invalidityDate: (der: Der) => readGeneralizedTime(der),
  certificateIssuer: (der: Der) => readGeneralNames(der),
  ocspNoCheck: (der: Der) => der.tag === tag.null,
  ocspNonce: (der: Der) => readOctetString(der),
} satisfies Partial<Record<keyof typeof oid, (der: Der) => unknown>>;

export type ExtensionName = keyof typeof extensionReaders;
export type ExtensionValues = { [N in ExtensionName]: ReturnType<(typeof extensionReaders)[N]> };

export type AccessDescription = { readonly method: string; readonly location: GeneralName };
type PolicyQualifier = {
  readonly oid: string;
  readonly text: string | undefined;
  readonly raw: Uint8Array;
};
type PolicyInformation = { readonly oid: string; readonly qualifiers: readonly PolicyQualifier[] };
type NameConstraints = {
  readonly permitted: readonly GeneralName[];
  readonly excluded: readonly GeneralName[];
};

/** RFC 5280 §4.2.1.9 */
function basicConstraints(der: Der): { readonly ca: boolean; readonly pathLength: number | undefined } {
  const inside = cursor(der);
  const flag = inside.optional(tag.boolean);
  const length = inside.optional(tag.integer);
  inside.end();
  const ca = flag !== undefined && readBoolean(flag);
  return { ca, pathLength: length && readSkipCerts(length) };
}

/** RFC 5280 §4.2.1.3: at least one bit. */
function keyUsage(der: Der): ReadonlySet<KeyUsage> {
  const bits = readNamedBits(der);
  if (bits === 0) throw new DerError('empty-sequence', der.start);
  return new Set(keyUsageBits.filter((_, i) => bits & (1 << i)));
}

/** RFC 5280 §4.2.1.10: one of the two lists is there; minimum 0, no maximum. */
function nameConstraints(der: Der): NameConstraints {
  const inside = cursor(der);
  const permitted = inside.optional(contextConstructed(0));
  const excluded = inside.optional(contextConstructed(1));
  inside.end();
  if (!permitted && !excluded) throw new DerError('empty-sequence', der.start);
  return {
    permitted: permitted ? nonEmpty(permitted, subtree, contextConstructed(0)) : [],
    excluded: excluded ? nonEmpty(excluded, subtree, contextConstructed(1)) : [],
  };
}

function subtree(der: Der): GeneralName {
  const inside = cursor(der);
  const base = readGeneralName(inside.next());
  const minimum = inside.optional(contextTag(0));
  if (minimum && readSmallInteger(minimum, contextTag(0)) !== 0)
    throw new DerError('integer-range', minimum.start);
  inside.end();
  return base;
}

/** RFC 5280 §4.2.1.4: no policy twice. */
function certificatePolicies(der: Der): PolicyInformation[] {
  const policies = nonEmpty(der, policyInformation);
  if (new Set(policies.map((p) => p.oid)).size !== policies.length) {
    throw new DerError('extension-malformed', der.start, 'duplicate policy');
  }
  return policies;
}

function policyInformation(der: Der): PolicyInformation {
  const inside = cursor(der);
  const identifier = readOid(inside.next());
  const list = inside.optional(tag.sequence);
  inside.end();
  return { oid: identifier, qualifiers: list ? nonEmpty(list, policyQualifier) : [] };
}

function policyQualifier(der: Der): PolicyQualifier {
  const inside = cursor(der);
  const identifier = readOid(inside.next());
  const value = inside.next();
  inside.end();
  return { oid: identifier, text: qualifierText(identifier, value), raw: encoded(value) };
}

function qualifierText(identifier: string, value: Der): string | undefined {
  if (identifier === oid.cps) return readIa5(value);
  if (identifier !== oid.userNotice) return undefined;
  const last = children(value, tag.sequence).at(-1);
  return last && last.tag !== tag.sequence ? readText(last) : undefined;
}

/** RFC 5280 §4.2.1.5 */
function policyMapping(der: Der): { readonly issuerDomain: string; readonly subjectDomain: string } {
  const inside = cursor(der);
  const issuerDomain = readOid(inside.next());
  const subjectDomain = readOid(inside.next());
  inside.end();
  return { issuerDomain, subjectDomain };
}

/** RFC 5280 §4.2.1.11: not an empty sequence. */
function policyConstraints(der: Der): {
  readonly requireExplicitPolicy: number | undefined;
  readonly inhibitPolicyMapping: number | undefined;
} {
  const inside = cursor(der);
  const explicit = inside.optional(contextTag(0));
  const mapping = inside.optional(contextTag(1));
  inside.end();
  if (!explicit && !mapping) throw new DerError('empty-sequence', der.start);
  return {
    requireExplicitPolicy: explicit && readSkipCerts(explicit, contextTag(0)),
    inhibitPolicyMapping: mapping && readSkipCerts(mapping, contextTag(1)),
  };
}

/** A count of certificates. No path is so long that a larger value than this would matter. */
function readSkipCerts(der: Der, as: number = tag.integer): number {
  const value = readBigInt(der, as);
  if (value < 0n) throw new DerError('integer-range', der.start);
  return value > 0xffffn ? 0xffff : Number(value);
}

/** RFC 5280 §4.2.1.1: issuer and serial number come together. */
function authorityKeyIdentifier(der: Der): {
  readonly keyId: string | undefined;
  readonly issuer: readonly GeneralName[] | undefined;
  readonly serial: string | undefined;
} {
  const inside = cursor(der);
  const keyId = inside.optional(contextTag(0));
  const issuer = inside.optional(contextConstructed(1));
  const serial = inside.optional(contextTag(2));
  inside.end();
  if ((issuer === undefined) !== (serial === undefined)) throw new DerError('missing', der.start);
  return {
    keyId: keyId && hex(readOctetString(keyId, contextTag(0))),
    issuer: issuer && readGeneralNames(issuer, contextConstructed(1)),
    serial: serial && serialHex(serial, contextTag(2)),
  };
}

/** RFC 5280 §4.2.2 */
function accessDescription(der: Der): AccessDescription {
  const inside = cursor(der);
  const method = readOid(inside.next());
  const location = readGeneralName(inside.next());
  inside.end();
  return { method, location };
}

function nonEmpty<T>(der: Der, read: (element: Der) => T, as: number = tag.sequence): T[] {
  const values = children(der, as).map(read);
  if (values.length === 0) throw new DerError('empty-sequence', der.start);
  return values;
}
