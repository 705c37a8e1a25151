import { constants, KeyObject, verify } from 'node:crypto';
import { elementAt } from './der/reader.ts';
import { hex, readOid } from './der/values.ts';

/** The kinds of key, as public keys and signatures of the same family fit together. */
export type KeyFamily =
  | 'rsa'
  | 'ec'
  | 'ed25519'
  | 'ed448'
  | 'dsa'
  | 'ml-dsa-44'
  | 'ml-dsa-65'
  | 'ml-dsa-87'
  | 'sm2';

type Digest = 'md5' | 'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512' | 'sm3';

/**
 * A signature algorithm: what an AlgorithmIdentifier says, and what node:crypto needs for it.
 * `digest` is undefined where the algorithm hashes by itself.
 */
export type SignatureAlgorithm = {
  readonly name: SignatureName;
  readonly oid: string;
  readonly family: KeyFamily;
  readonly digest: Digest | undefined;
  /** DER of the AlgorithmIdentifier as this domain writes it. */
  readonly der: Uint8Array;
  /** Other encodings that are read as the same (RFC 4055 §5 asks to accept absent parameters too). */
  readonly alsoRead?: readonly Uint8Array[];
  readonly pss?: { readonly saltLength: number };
  /** The signature covers an identifier of the signer beside the data (SM2: GB/T 32918.2 §5.5). */
  readonly needsIdentifier?: boolean;
};

type Row = Omit<SignatureAlgorithm, 'oid' | 'der' | 'alsoRead' | 'name'> & {
  der: string;
  alsoRead?: string[];
};

function rsaRow(digest: Digest, oidTail: string): Row {
  // sha*WithRSAEncryption: NULL parameters (RFC 4055 §5).
  const oid = `06092a864886f70d0101${oidTail}`;
  return { family: 'rsa', digest, der: `300d${oid}0500`, alsoRead: [`300b${oid}`] };
}

/** RSASSA-PSS with MGF1 over the same digest and a salt of its length (RFC 4055 §3.1). */
function pssRow(digest: Digest, hashTail: string, saltLength: number): Row {
  const salt = `a2030201${saltLength.toString(16)}`;
  const row = (hashIdentifier: string) => {
    const mgf = wrap('30', `06092a864886f70d010108${hashIdentifier}`);
    const params = wrap('30', wrap('a0', hashIdentifier) + wrap('a1', mgf) + salt);
    return wrap('30', `06092a864886f70d01010a${params}`);
  };
  const hash = `06096086480165030402${hashTail}`;
  return {
    family: 'rsa',
    digest,
    pss: { saltLength },
    der: row(`300d${hash}0500`),
    alsoRead: [row(`300b${hash}`)],
  };
}

function wrap(tag: string, body: string): string {
  return tag + (body.length / 2).toString(16).padStart(2, '0') + body;
}

const rows = {
  'rsa-md5': rsaRow('md5', '04'),
  'rsa-sha1': rsaRow('sha1', '05'),
  'rsa-sha224': rsaRow('sha224', '0e'),
  'rsa-sha256': rsaRow('sha256', '0b'),
  'rsa-sha384': rsaRow('sha384', '0c'),
  'rsa-sha512': rsaRow('sha512', '0d'),
  'rsa-pss-sha256': pssRow('sha256', '01', 32),
  'rsa-pss-sha384': pssRow('sha384', '02', 48),
  'rsa-pss-sha512': pssRow('sha512', '03', 64),
  // ECDSA and DSA: parameters absent (RFC 5758 §3).
  'ecdsa-sha1': { family: 'ec', digest: 'sha1', der: '300906072a8648ce3d0401' },
  'ecdsa-sha256': { family: 'ec', digest: 'sha256', der: '300a06082a8648ce3d040302' },
  'ecdsa-sha384': { family: 'ec', digest: 'sha384', der: '300a06082a8648ce3d040303' },
  'ecdsa-sha512': { family: 'ec', digest: 'sha512', der: '300a06082a8648ce3d040304' },
  'dsa-sha1': { family: 'dsa', digest: 'sha1', der: '300906072a8648ce380403' },
  'dsa-sha256': { family: 'dsa', digest: 'sha256', der: '300b0609608648016503040302' },
  // RFC 8410 §3
  ed25519: { family: 'ed25519', digest: undefined, der: '300506032b6570' },
  ed448: { family: 'ed448', digest: undefined, der: '300506032b6571' },
  // RFC 9881 §2
  'ml-dsa-44': { family: 'ml-dsa-44', digest: undefined, der: '300b0609608648016503040311' },
  'ml-dsa-65': { family: 'ml-dsa-65', digest: undefined, der: '300b0609608648016503040312' },
  'ml-dsa-87': { family: 'ml-dsa-87', digest: undefined, der: '300b0609608648016503040313' },
} satisfies Record<string, Row>;

export type SignatureName = keyof typeof rows;

/** Every signature algorithm that is known, by name. */
export const signatureAlgorithms: { readonly [N in SignatureName]: SignatureAlgorithm } = Object.fromEntries(
  Object.entries(rows).map(([name, row]: [string, Row]) => {
    const der = Buffer.from(row.der, 'hex');
    const oid = readOid(elementAt(der, 2, der.length));
    const alsoRead = row.alsoRead?.map((text) => Buffer.from(text, 'hex'));
    return [name, { ...row, name: name as SignatureName, oid, der, alsoRead }];
  }),
) as unknown as { [N in SignatureName]: SignatureAlgorithm };

const byEncoding = new Map<string, SignatureAlgorithm>();
for (const algorithm of Object.values(signatureAlgorithms)) {
  for (const der of [algorithm.der, ...(algorithm.alsoRead ?? [])]) byEncoding.set(hex(der), algorithm);
}

/** The algorithm that the DER of an AlgorithmIdentifier names; undefined when it is not known. */
export function signatureAlgorithmOf(identifier: Uint8Array): SignatureAlgorithm | undefined {
  return byEncoding.get(hex(identifier));
}

/** What node:crypto's `sign` and `verify` take beside the key. Signatures are in the form that X.509 holds. */
export function nodeOptions(algorithm: SignatureAlgorithm): {
  readonly padding?: number;
  readonly saltLength?: number;
  readonly dsaEncoding?: 'der';
} {
  if (algorithm.pss) {
    return { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: algorithm.pss.saltLength };
  }
  if (algorithm.family === 'rsa') return { padding: constants.RSA_PKCS1_PADDING };
  if (algorithm.family === 'ec' || algorithm.family === 'dsa') return { dsaEncoding: 'der' };
  return {};
}

/**
 * Whether `signature` is one over `data` by `key`. False, never an exception, for a signature or key that
 * does not fit the algorithm.
 */
export function verifySignature(
  algorithm: SignatureAlgorithm,
  key: KeyObject,
  data: Uint8Array,
  signature: Uint8Array,
): boolean {
  return familyOfKey(key) === algorithm.family && verifyFitting(algorithm, key, data, signature);
}

/** As `verifySignature`, for a key that is known to be of the algorithm's family: asking the key costs time. */
export function verifyFitting(
  algorithm: SignatureAlgorithm,
  key: KeyObject | { readonly key: Buffer; readonly format: 'der'; readonly type: 'spki' },
  data: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (algorithm.needsIdentifier) return false;
  const parts = key instanceof KeyObject ? { key } : key;
  try {
    return verify(algorithm.digest ?? null, data, { ...parts, ...nodeOptions(algorithm) }, signature);
  } catch {
    return false;
  }
}

/** The family of a node:crypto key; undefined for one that signs nothing here. */
function familyOfKey(key: KeyObject): KeyFamily | undefined {
  const type = key.asymmetricKeyType as string | undefined;
  if (type === 'rsa-pss') return 'rsa';
  return type !== undefined && families.has(type) ? (type as KeyFamily) : undefined;
}

const families = new Set(['rsa', 'ec', 'ed25519', 'ed448', 'dsa', 'ml-dsa-44', 'ml-dsa-65', 'ml-dsa-87']);
