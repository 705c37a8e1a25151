import { createHash } from 'node:crypto';
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
import {
  encodeGeneralName,
  encodeSubtreeBase,
  type GeneralName,
  type GeneralSubtree,
} from './general-names.ts';

/** Each function returns one DER Extension (RFC 5280 §4.2), critical where the RFC or our use wants it. */
export function extension(id: string, critical: boolean, value: Uint8Array): Buffer {
  return critical ? seq(oid(id), bool(true), octetString(value)) : seq(oid(id), octetString(value));
}

/** Bits of KeyUsage in order (RFC 5280 §4.2.1.3). */
export const keyUsageBits = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;
export type KeyUsage = (typeof keyUsageBits)[number];

/** Purposes of extendedKeyUsage that profiles may name (RFC 5280 §4.2.1.12; the logon one is Microsoft's). */
export const extendedKeyUsages = {
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  codeSigning: '1.3.6.1.5.5.7.3.3',
  emailProtection: '1.3.6.1.5.5.7.3.4',
  timeStamping: '1.3.6.1.5.5.7.3.8',
  OCSPSigning: '1.3.6.1.5.5.7.3.9',
  documentSigning: '1.3.6.1.5.5.7.3.36',
  smartcardLogon: '1.3.6.1.4.1.311.20.2.2',
} as const;
export type ExtendedKeyUsage = keyof typeof extendedKeyUsages;

/** The identifier of a key: the leftmost 160 bits of SHA-256 over the BIT STRING (RFC 7093 §2, method 1). */
export function keyIdentifier(spki: Buffer): Buffer {
  return createHash('sha256').update(subjectPublicKeyOctets(spki)).digest().subarray(0, 20);
}

/** Content of the BIT STRING subjectPublicKey, from a well-formed DER SubjectPublicKeyInfo. */
export function subjectPublicKeyOctets(spki: Buffer): Buffer {
  const body = headerLength(spki, 0);
  const algorithm = body + headerLength(spki, body) + contentLength(spki, body);
  return spki.subarray(algorithm + headerLength(spki, algorithm) + 1);
}

export function authorityKeyIdentifier(keyId: Buffer): Buffer {
  return extension('2.5.29.35', false, seq(context(0, keyId)));
}

export function subjectKeyIdentifier(keyId: Buffer): Buffer {
  return extension('2.5.29.14', false, octetString(keyId));
}

export function keyUsage(usages: readonly KeyUsage[]): Buffer {
  return extension('2.5.29.15', true, namedBits(usages.map((usage) => keyUsageBits.indexOf(usage))));
}

/** @param usages names of the table above, or dotted object identifiers */
export function extendedKeyUsage(usages: readonly string[], critical = false): Buffer {
  const ids = usages.map((usage) => extendedKeyUsages[usage as ExtendedKeyUsage] ?? usage);
  return extension('2.5.29.37', critical, seqOf(ids.map(oid)));
}

/** For an authority; an end entity's certificate has none (the DEFAULT is false, RFC 5280 §4.2.1.9). */
export function basicConstraintsAuthority(pathLength?: number): Buffer {
  const value = pathLength === undefined ? seq(bool(true)) : seq(bool(true), int(pathLength));
  return extension('2.5.29.19', true, value);
}

export function basicConstraintsEndEntity(): Buffer {
  return extension('2.5.29.19', true, seq());
}

/** Critical when the subject is empty (RFC 5280 §4.2.1.6). */
export function subjectAltName(names: readonly GeneralName[], critical = false): Buffer {
  return extension('2.5.29.17', critical, seqOf(names.map(encodeGeneralName)));
}

export type PolicyInformation = { readonly oid: string; readonly cpsUri?: string };

export function certificatePolicies(policies: readonly PolicyInformation[]): Buffer {
  const members = policies.map(({ oid: id, cpsUri }) =>
    cpsUri === undefined ? seq(oid(id)) : seq(oid(id), seq(seq(oid('1.3.6.1.5.5.7.2.1'), ia5(cpsUri)))),
  );
  return extension('2.5.29.32', false, seqOf(members));
}

export function crlDistributionPoints(urls: readonly string[]): Buffer {
  return extension('2.5.29.31', false, distributionPoints(urls));
}

/** Where the delta CRL is (RFC 5280 §4.2.1.15). */
export function freshestCrl(urls: readonly string[]): Buffer {
  return extension('2.5.29.46', false, distributionPoints(urls));
}

export type AuthorityInfoAccess = {
  readonly ocsp?: readonly string[];
  readonly caIssuers?: readonly string[];
};

export function authorityInfoAccess({ ocsp = [], caIssuers = [] }: AuthorityInfoAccess): Buffer {
  const members = [
    ...ocsp.map((url) => seq(oid('1.3.6.1.5.5.7.48.1'), encodeGeneralName({ type: 'uri', value: url }))),
    ...caIssuers.map((url) => seq(oid('1.3.6.1.5.5.7.48.2'), encodeGeneralName({ type: 'uri', value: url }))),
  ];
  return extension('1.3.6.1.5.5.7.1.1', false, seqOf(members));
}

/** The responder's own certificate is not to be checked by OCSP (RFC 6960 §4.2.2.2.1). */
export function ocspNoCheck(): Buffer {
  return extension('1.3.6.1.5.5.7.48.1.5', false, nul());
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
  return extension('2.5.29.30', true, seqOf(parts));
}

/** One DistributionPoint a URL. */
function distributionPoints(urls: readonly string[]): Buffer {
  return seqOf(urls.map((url) => seq(distributionPointName(url))));
}

/** `[0] DistributionPointName { [0] fullName }` (RFC 5280 §4.2.1.13). */
export function distributionPointName(url: string): Buffer {
  return explicit(0, constructed(0xa0, [encodeGeneralName({ type: 'uri', value: url })]));
}

function headerLength(der: Buffer, at: number): number {
  const first = der[at + 1]!;
  return first < 0x80 ? 2 : 2 + (first & 0x7f);
}

function contentLength(der: Buffer, at: number): number {
  const first = der[at + 1]!;
  return first < 0x80 ? first : der.readUIntBE(at + 2, first & 0x7f);
}
