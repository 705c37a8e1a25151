import { hash } from 'node:crypto';

/** SHA-256 in lower-case hex, as fingerprints of certificates and hashes of keys are written everywhere. */
export const sha256Hex = (bytes: Uint8Array): string => hash('sha256', bytes);
