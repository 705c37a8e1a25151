import { hash } from 'node:crypto';
import {
  bool,
  constructed,
  context,
  explicit,
  ia5,
  implicit,
  int,
  namedBits,
  nul,
  octetString,
  oid,
  seq,
  seqOf,
} from '../der/writer.ts';
import { oid as id } from '../oids.ts';
import { type KeyUsage, keyUsageBits } from '../x509/key-usage.ts';
import { type PublicKeyInfo, parsePublicKeyInfo } from '../x509/public-key.ts';
import {
  encodeGeneralName,
  encodeSubtreeBase,
  type GeneralName,
  type GeneralSubtree,
} from './general-names.ts';

/** Each function returns one DER Extension (RFC 5280 §4.2), critical where the RFC or our use wants it. */
export function extension(type: string, critical: boolean, value: Uint8Array): Buffer {
  return critical ? seq(oid(type), bool(true), octetString(value)) : seq(oid(type), octetString(value));
}

/** Purposes of extendedKeyUsage that profiles may name (RFC 5280 §4.2.1.12; the logon one is Microsoft's). */
export const extendedKeyUsages = {
  serverAuth: id.serverAuth,
  clientAuth: id.clientAuth,
  codeSigning: id.codeSigning,
  emailProtection: id.emailProtection,
  timeStamping: id.timeStamping,
  ocspSigning: id.ocspSigning,
  documentSigning: id.documentSigning,
  smartCardLogon: id.smartCardLogon,
} as const;
export type ExtendedKeyUsage = keyof typeof extendedKeyUsages;

/** The identifier of a key: the leftmost 160 bits of SHA-256 over the BIT STRING (RFC 7093 §2, method 1). */
export function keyIdentifier(spki: Uint8Array): Buffer {
  return keyIdentifierOf(parsePublicKeyInfo(spki));
}

/** As `keyIdentifier`, for a key that was read. */
export function keyIdentifierOf({ key }: PublicKeyInfo): Buffer {
  return hash('sha256', key, 'buffer').subarray(0, 20);
}

export function authorityKeyIdentifier(keyId: Uint8Array): Buffer {
  return extension(id.authorityKeyIdentifier, false, seq(context(0, keyId)));
}

export function subjectKeyIdentifier(keyId: Uint8Array): Buffer {
  return extension(id.subjectKeyIdentifier, false, octetString(keyId));
}

export function keyUsage(usages: readonly KeyUsage[]): Buffer {
  return extension(id.keyUsage, true, namedBits(usages.map((usage) => keyUsageBits.indexOf(usage))));
}

export function extendedKeyUsage(usages: readonly ExtendedKeyUsage[]): Buffer {
  return extension(id.extKeyUsage, false, seqOf(usages.map((usage) => oid(extendedKeyUsages[usage]))));
}

/** For an authority; an end entity's certificate has none (the DEFAULT is false, RFC 5280 §4.2.1.9). */
export function basicConstraintsAuthority(pathLength?: number): Buffer {
  const value = pathLength === undefined ? seq(bool(true)) : seq(bool(true), int(pathLength));
  return extension(id.basicConstraints, true, value);
}

export function basicConstraintsEndEntity(): Buffer {
  return extension(id.basicConstraints, true, seq());
}

/** Critical when the subject is empty (RFC 5280 §4.2.1.6). */
export function subjectAltName(names: readonly GeneralName[], critical = false): Buffer {
  return extension(id.subjectAltName, critical, seqOf(names.map(encodeGeneralName)));
}

export type PolicyInformation = { readonly oid: string; readonly cpsUri?: string };

export function certificatePolicies(policies: readonly PolicyInformation[]): Buffer {
  const members = policies.map(({ oid: policy, cpsUri }) =>
    cpsUri === undefined ? seq(oid(policy)) : seq(oid(policy), seq(seq(oid(id.cps), ia5(cpsUri)))),
  );
  return extension(id.certificatePolicies, false, seqOf(members));
}

export function crlDistributionPoints(urls: readonly string[]): Buffer {
  return extension(id.crlDistributionPoints, false, distributionPoints(urls));
}

/** Where the delta CRL is (RFC 5280 §4.2.1.15). */
export function freshestCrl(urls: readonly string[]): Buffer {
  return extension(id.freshestCrl, false, distributionPoints(urls));
}

export type AuthorityInfoAccess = {
  readonly ocsp?: readonly string[];
  readonly caIssuers?: readonly string[];
};

export function authorityInfoAccess({ ocsp = [], caIssuers = [] }: AuthorityInfoAccess): Buffer {
  const members = [
    ...ocsp.map((url) => seq(oid(id.accessOcsp), encodeGeneralName({ type: 'uri', value: url }))),
    ...caIssuers.map((url) => seq(oid(id.accessCaIssuers), encodeGeneralName({ type: 'uri', value: url }))),
  ];
  return extension(id.authorityInfoAccess, false, seqOf(members));
}

/** The responder's own certificate is not to be checked by OCSP (RFC 6960 §4.2.2.2.1). */
export function ocspNoCheck(): Buffer {
  return extension(id.ocspNoCheck, false, nul());
}

export type NameConstraints = {
  readonly permitted?: readonly GeneralSubtree[];
  readonly excluded?: readonly GeneralSubtree[];
};

export function nameConstraints({ permitted = [], excluded = [] }: NameConstraints): Buffer {
  const subtrees = (list: readonly GeneralSubtree[]) =>
    seqOf(list.map((base) => seq(encodeSubtreeBase(base))));
  const parts = [
    ...(permitted.length > 0 ? [implicit(0, subtrees(permitted))] : []),
    ...(excluded.length > 0 ? [implicit(1, subtrees(excluded))] : []),
  ];
  return extension(id.nameConstraints, true, seqOf(parts));
}

/** One DistributionPoint a URL. */
function distributionPoints(urls: readonly string[]): Buffer {
  return seqOf(urls.map((url) => seq(distributionPointName(url))));
}

/** `[0] DistributionPointName { [0] fullName }` (RFC 5280 §4.2.1.13). */
export function distributionPointName(url: string): Buffer {
  return explicit(0, constructed(0xa0, [encodeGeneralName({ type: 'uri', value: url })]));
}
