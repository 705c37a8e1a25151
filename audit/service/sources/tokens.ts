import { createHash, randomBytes } from 'node:crypto';

const prefix = 'anmin-audit-';

/** A new token of 256 random bits; only its hash is kept. */
export function makeToken(): string {
  return `${prefix}${randomBytes(32).toString('base64url')}`;
}

/** Hex SHA-256. No salt: what is hashed cannot be guessed. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token, 'utf8').digest('hex');
}

/**
 * The token in an Authorization header: `Bearer <token>`, `Basic` with it as the password, `ApiKey` with it
 * as the key of `id:key` in Base64, or by itself.
 */
export function tokenOf(header: string | undefined): string | undefined {
  const match = /^(bearer|basic|apikey) +(\S{1,400})$/i.exec(header ?? '');
  if (!match) return undefined;
  const [, scheme = '', value = ''] = match;
  if (scheme.toLowerCase() === 'bearer' || value.startsWith(prefix)) return value;
  const pair = Buffer.from(value, 'base64').toString('utf8');
  return pair.slice(pair.indexOf(':') + 1);
}
