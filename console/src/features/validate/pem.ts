import { toBase64 } from '../../lib/bytes.ts';

/** A file's certificates as PEM: PEM text as it is, DER wrapped (RFC 7468). */
export function toPem(bytes: Uint8Array): string {
  if (bytes[0] !== 0x30) return new TextDecoder().decode(bytes);
  const lines = toBase64(bytes).match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
