import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { sealErrors } from './errors.ts';

/** Seals secrets with the master key. `context` is bound to the box: opening with another one fails. */
export type Sealer = {
  /** Hex, 16 digits; says which master key, nothing about it. */
  readonly keyId: string;
  seal(secret: Uint8Array, context: string): Buffer;
  /** @throws seal.not-opened */
  open(box: Uint8Array, context: string): Buffer;
};

const version = 1;
const idLength = 8;
const saltLength = 16;
const nonceLength = 12;
const tagLength = 16;
const headerLength = 1 + idLength + saltLength + nonceLength;

/**
 * AES-256-GCM (NIST SP 800-38D) under a key of each record's own, derived by HKDF-SHA-256 (RFC 5869)
 * with a random salt, so that no number of records wears out the random nonces. A box is: version,
 * key id, salt, nonce, ciphertext, tag; the header and the context are authenticated.
 */
export function createSealer(masterKey: Uint8Array): Sealer {
  const master = Buffer.from(masterKey);
  if (master.length !== 32) throw sealErrors['bad-key']({ where: 'memory' });
  const id = Buffer.from(hkdfSync('sha256', master, '', 'anmin key id', idLength));
  const recordKey = (salt: Uint8Array) => Buffer.from(hkdfSync('sha256', master, salt, 'anmin record', 32));
  return {
    keyId: id.toString('hex'),
    seal(secret, context) {
      const salt = randomBytes(saltLength);
      const nonce = randomBytes(nonceLength);
      const header = Buffer.concat([Buffer.of(version), id, salt, nonce]);
      const cipher = createCipheriv('aes-256-gcm', recordKey(salt), nonce);
      cipher.setAAD(Buffer.concat([header, Buffer.from(context, 'utf8')]));
      return Buffer.concat([header, cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
    },
    open(box, context) {
      const bytes = Buffer.from(box.buffer, box.byteOffset, box.byteLength);
      const sameKey = bytes.subarray(1, 1 + idLength).equals(id);
      if (bytes.length < headerLength + tagLength || bytes[0] !== version || !sameKey) {
        throw sealErrors['not-opened']();
      }
      const header = bytes.subarray(0, headerLength);
      const salt = header.subarray(1 + idLength, 1 + idLength + saltLength);
      const nonce = header.subarray(headerLength - nonceLength);
      const decipher = createDecipheriv('aes-256-gcm', recordKey(salt), nonce, { authTagLength: tagLength });
      decipher.setAAD(Buffer.concat([header, Buffer.from(context, 'utf8')]));
      decipher.setAuthTag(bytes.subarray(bytes.length - tagLength));
      try {
        const body = decipher.update(bytes.subarray(headerLength, bytes.length - tagLength));
        return Buffer.concat([body, decipher.final()]);
      } catch (error) {
        throw sealErrors['not-opened']({}, error);
      }
    },
  };
}
