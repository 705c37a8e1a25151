import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hash,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { decodeBase64 } from './base64.ts';

/** How a key signs: note text as it is (0x01), or as a timestamped cosignature (0x04). C2SP signed-note. */
export type KeyKind = 'log' | 'witness';

/** A public key under a name, as a note's signature lines name it. */
export type NoteVerifier = {
  readonly name: string;
  readonly kind: KeyKind;
  /** First four bytes of SHA-256(name, newline, type, public key). */
  readonly keyId: Buffer;
  readonly publicKey: Buffer;
  /** `name+hex(id)+base64(type || key)`: what is handed to those who check. */
  readonly vkey: string;
  verify(message: Uint8Array, signature: Uint8Array): boolean;
};

export type NoteSigner = NoteVerifier & {
  /** Ed25519 (RFC 8032). */
  sign(message: Uint8Array): Buffer;
};

const typeBytes: Readonly<Record<KeyKind, number>> = { log: 1, witness: 4 };
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex');
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const maxNameBytes = 200;

/** A name that may stand in a signature line: not empty, no Unicode space, no plus, no control character. */
export function isKeyName(name: string): boolean {
  const bytes = Buffer.byteLength(name);
  return bytes > 0 && bytes <= maxNameBytes && name.isWellFormed() && !/[\s\p{Z}\p{Cc}+]/u.test(name);
}

/** @param publicKey 32 bytes (RFC 8032). @throws RangeError */
export function noteVerifier(kind: KeyKind, name: string, publicKey: Buffer): NoteVerifier {
  if (!isKeyName(name) || publicKey.length !== 32)
    throw new RangeError('not a key name or not an Ed25519 key');
  const key = createPublicKey({ key: Buffer.concat([spkiPrefix, publicKey]), format: 'der', type: 'spki' });
  const material = Buffer.concat([Buffer.of(typeBytes[kind]), publicKey]);
  const input = Buffer.concat([Buffer.from(`${name}\n`), material]);
  const keyId = Buffer.from(hash('sha256', input, 'buffer').subarray(0, 4));
  return {
    name,
    kind,
    keyId,
    publicKey,
    vkey: `${name}+${keyId.toString('hex')}+${material.toString('base64')}`,
    verify: (message, signature) => signature.length === 64 && verify(null, message, key, signature),
  };
}

/** @param key an Ed25519 private key. @throws RangeError */
export function noteSigner(kind: KeyKind, name: string, key: KeyObject): NoteSigner {
  if (key.type !== 'private' || key.asymmetricKeyType !== 'ed25519')
    throw new RangeError('not an Ed25519 key');
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  return {
    ...noteVerifier(kind, name, spki.subarray(spkiPrefix.length)),
    sign: (message) => sign(null, message, key),
  };
}

/** Reads `name+hex(id)+base64(type || key)` (C2SP signed-note, Verifier keys); undefined when it is none. */
export function parseVerifierKey(text: string): NoteVerifier | undefined {
  const [name, id, encoded, ...rest] = text.trim().split('+');
  // Base 64 may hold a plus of its own.
  const material = decodeBase64([encoded ?? '', ...rest].join('+'));
  const kind = kindOf(material?.[0]);
  if (name === undefined || !isKeyName(name) || !kind || material?.length !== 33) return undefined;
  const verifier = noteVerifier(kind, name, material.subarray(1));
  return verifier.keyId.toString('hex') === id ? verifier : undefined;
}

const privatePrefix = 'PRIVATE+KEY+';

/** `PRIVATE+KEY+name+hex(id)+base64(type || seed)`, the text of a key file; a secret. */
export function formatPrivateKey(kind: KeyKind, name: string, key: KeyObject): string {
  const { keyId } = noteSigner(kind, name, key);
  const seed = key.export({ format: 'der', type: 'pkcs8' }).subarray(pkcs8Prefix.length);
  const material = Buffer.concat([Buffer.of(typeBytes[kind]), seed]).toString('base64');
  return `${privatePrefix}${name}+${keyId.toString('hex')}+${material}`;
}

/** Reads what `formatPrivateKey` wrote; undefined when it is none. */
export function parsePrivateKey(text: string): NoteSigner | undefined {
  const trimmed = text.trim();
  if (!trimmed.startsWith(privatePrefix)) return undefined;
  const [name, id, ...encoded] = trimmed.slice(privatePrefix.length).split('+');
  const material = decodeBase64(encoded.join('+'));
  const kind = kindOf(material?.[0]);
  if (name === undefined || !isKeyName(name) || !kind || material?.length !== 33) return undefined;
  const der = Buffer.concat([pkcs8Prefix, material.subarray(1)]);
  const signer = noteSigner(kind, name, createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }));
  return signer.keyId.toString('hex') === id ? signer : undefined;
}

/** A new Ed25519 private key. */
export function generateNoteKey(): KeyObject {
  return generateKeyPairSync('ed25519').privateKey;
}

function kindOf(type: number | undefined): KeyKind | undefined {
  return type === typeBytes.log ? 'log' : type === typeBytes.witness ? 'witness' : undefined;
}
