import { createHmac, timingSafeEqual } from 'node:crypto';

const stepSeconds = 30;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** HOTP, RFC 4226 §5.3. */
export function hotp(secret: Uint8Array, counter: number, digits = 6, hash = 'sha1'): string {
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(BigInt(counter));
  const mac = createHmac(hash, secret).update(message).digest();
  const offset = mac.at(-1)! & 0x0f;
  const number = mac.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

/** The step of RFC 6238 §4.2 that a time falls into. */
export const totpStep = (time: Date): number => Math.floor(time.getTime() / 1000 / stepSeconds);

/**
 * The step that a code belongs to: this one, the one before or the one after (RFC 6238 §5.2), but only
 * steps after `lastStep`, so that a code serves once. undefined: not a good code.
 */
export function matchTotp(
  secret: Uint8Array,
  code: string,
  time: Date,
  lastStep: number | null,
): number | undefined {
  const now = totpStep(time);
  let found: number | undefined;
  for (const step of [now - 1, now, now + 1]) {
    if (step < 0 || step <= (lastStep ?? -1)) continue;
    const expected = Buffer.from(hotp(secret, step));
    const given = Buffer.from(code);
    if (given.length === expected.length && timingSafeEqual(given, expected)) found ??= step;
  }
  return found;
}

/** Base32 without padding (RFC 4648 §6), as authenticator apps take it. */
export function base32(bytes: Uint8Array): string {
  let text = '';
  let value = 0;
  let bits = 0;
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xffff;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += alphabet[(value >> (bits - 5)) & 31];
  }
  return bits > 0 ? text + alphabet[(value << (5 - bits)) & 31] : text;
}

/** The key URI that authenticator apps read from a QR code. */
export function otpauthUri(secret: Uint8Array, account: string, issuer: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`;
  return `otpauth://totp/${label}?secret=${base32(secret)}&issuer=${encodeURIComponent(issuer)}`;
}
