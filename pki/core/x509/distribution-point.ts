import { DerError } from '../der/errors.ts';
import { children, cursor, type Der } from '../der/reader.ts';
import { contextConstructed, contextTag, tag } from '../der/tags.ts';
import { readBoolean, readNamedBits } from '../der/values.ts';
import { elementFilling, type GeneralName, readGeneralNames } from './general-name.ts';
import { type NameAttribute, readRdn } from './name.ts';

/** DistributionPointName: full names, or an RDN that is appended to the name of the list's issuer. */
export type DistributionPointName =
  | { readonly kind: 'full'; readonly names: readonly GeneralName[] }
  | { readonly kind: 'relative'; readonly rdn: readonly NameAttribute[] };

/** RFC 5280 §4.2.1.13. `reasons` are the bits of ReasonFlags; undefined means all. */
export type DistributionPoint = {
  readonly name: DistributionPointName | undefined;
  readonly reasons: number | undefined;
  readonly crlIssuer: readonly GeneralName[] | undefined;
};

/** RFC 5280 §5.2.5 */
export type IssuingDistributionPoint = {
  readonly name: DistributionPointName | undefined;
  readonly onlyUserCerts: boolean;
  readonly onlyCaCerts: boolean;
  readonly onlySomeReasons: number | undefined;
  readonly indirect: boolean;
  readonly onlyAttributeCerts: boolean;
};

export function readCrlDistributionPoints(der: Der): DistributionPoint[] {
  const points = children(der, tag.sequence).map(readPoint);
  if (points.length === 0) throw new DerError('empty-sequence', der.start);
  return points;
}

function readPoint(der: Der): DistributionPoint {
  const inside = cursor(der);
  const name = inside.optional(contextConstructed(0));
  const reasons = inside.optional(contextTag(1));
  const issuer = inside.optional(contextConstructed(2));
  inside.end();
  // "a DistributionPoint MUST NOT consist of only the reasons field"
  if (!name && !issuer) throw new DerError('missing', der.start);
  return {
    name: name && readPointName(name),
    reasons: reasons && readNamedBits(reasons, contextTag(1)),
    crlIssuer: issuer && readGeneralNames(issuer, contextConstructed(2)),
  };
}

function readPointName(der: Der): DistributionPointName {
  const choice = elementFilling(der);
  if (choice.tag === contextConstructed(0)) {
    return { kind: 'full', names: readGeneralNames(choice, contextConstructed(0)) };
  }
  return { kind: 'relative', rdn: readRdn(choice, contextConstructed(1)) };
}

export function readIssuingDistributionPoint(der: Der): IssuingDistributionPoint {
  const inside = cursor(der);
  const name = inside.optional(contextConstructed(0));
  const flag = (n: number) => {
    const element = inside.optional(contextTag(n));
    return element !== undefined && readBoolean(element, contextTag(n));
  };
  const onlyUserCerts = flag(1);
  const onlyCaCerts = flag(2);
  const reasons = inside.optional(contextTag(3));
  const onlySomeReasons = reasons && readNamedBits(reasons, contextTag(3));
  const indirect = flag(4);
  const onlyAttributeCerts = flag(5);
  inside.end();
  return {
    name: name && readPointName(name),
    onlyUserCerts,
    onlyCaCerts,
    onlySomeReasons,
    indirect,
    onlyAttributeCerts,
  };
}
