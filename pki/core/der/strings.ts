import { DerError } from './errors.ts';
import { content, type Der, expectTag } from './reader.ts';
import { tag } from './tags.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const utf16 = new TextDecoder('utf-16be', { fatal: true, ignoreBOM: true });

/** IA5String: seven-bit text. `as` is the tag for an implicit one. @throws DerError string-malformed */
export function readIa5(der: Der, as: number = tag.ia5String): string {
  expectTag(der, as);
  return ascii(der);
}

/**
 * Text of a character string; undefined for a tag that is no string.
 * TeletexString is read as Latin-1, which is what certificates hold under that tag.
 * @throws DerError string-malformed when the octets do not fit the type.
 */
export function readText(der: Der): string | undefined {
  switch (der.tag) {
    case tag.utf8String:
      return decode(utf8, der);
    case tag.printableString:
    case tag.numericString:
    // Their narrower alphabets are a matter of issuing: `*` in PrintableString is common in old certificates.
    case tag.ia5String:
    case tag.visibleString:
      return ascii(der);
    case tag.teletexString:
      return Buffer.from(content(der)).toString('latin1');
    case tag.bmpString:
      return decode(utf16, der);
    case tag.universalString:
      return universal(der);
    default:
      return undefined;
  }
}

function ascii({ bytes, start, body, end }: Der): string {
  for (let i = body; i < end; i++) if (bytes[i]! > 0x7f) throw new DerError('string-malformed', start);
  return Buffer.from(bytes.buffer, bytes.byteOffset + body, end - body).toString('latin1');
}

function decode(decoder: typeof utf8, der: Der): string {
  try {
    return decoder.decode(content(der));
  } catch {
    throw new DerError('string-malformed', der.start);
  }
}

function universal(der: Der): string {
  if ((der.end - der.body) % 4 !== 0) throw new DerError('string-malformed', der.start);
  const view = new DataView(der.bytes.buffer, der.bytes.byteOffset + der.body, der.end - der.body);
  let text = '';
  for (let i = 0; i < view.byteLength; i += 4) {
    const point = view.getUint32(i);
    if (point > 0x10ffff || (point >= 0xd800 && point < 0xe000))
      throw new DerError('string-malformed', der.start);
    text += String.fromCodePoint(point);
  }
  return text;
}
