import { DerError } from '../der/errors.ts';
import { elementAt, encoded } from '../der/reader.ts';

export type PemBlock = { readonly label: string; readonly der: Uint8Array };

const boundary = /-----BEGIN ([A-Z0-9][A-Z0-9 ]*)-----/g;
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * The blocks of a PEM text in order (RFC 7468); text between blocks is skipped, white space inside a block
 * is ignored, anything else in it is an error. @throws DerError pem-malformed; the offset counts characters
 */
export function decodePem(text: string): PemBlock[] {
  const blocks: PemBlock[] = [];
  boundary.lastIndex = 0;
  for (let match = boundary.exec(text); match; match = boundary.exec(text)) {
    const label = match[1]!;
    const footer = `-----END ${label}-----`;
    const end = text.indexOf(footer, boundary.lastIndex);
    if (end < 0) throw new DerError('pem-malformed', match.index, label);
    const body = text.slice(boundary.lastIndex, end).replace(/\s+/g, '');
    if (body === '' || !base64.test(body)) throw new DerError('pem-malformed', match.index, label);
    blocks.push({ label, der: Buffer.from(body, 'base64') });
    boundary.lastIndex = end + footer.length;
  }
  return blocks;
}

/**
 * The DER structures of a file: either DER, one after the other, or PEM text with blocks of one of `labels`.
 * @throws DerError pem-malformed when it is neither, or has no such block
 */
export function decodeDerOrPem(bytes: Uint8Array, labels: readonly string[]): Uint8Array[] {
  // SEQUENCE is '0' in ASCII, but no text goes on with such a length octet.
  if (bytes[0] === 0x30 && (bytes[1]! >= 0x80 || bytes.length === bytes[1]! + 2)) return splitDer(bytes);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const found = decodePem(text).filter((block) => labels.includes(block.label));
  if (found.length === 0) throw new DerError('pem-malformed', 0, labels[0]);
  return found.map((block) => block.der);
}

function splitDer(bytes: Uint8Array): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const element = elementAt(bytes, at, bytes.length);
    found.push(encoded(element));
    at = element.end;
  }
  return found;
}

/** PEM text of one structure, 64 characters a line. */
export function encodePem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
