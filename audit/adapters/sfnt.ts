import { inflateSync } from 'node:zlib';

const longest = 64 << 20;

/**
 * The font inside a WOFF 1.0 file, unpacked (W3C WOFF File Format 1.0, §4–5): an sfnt that can be read by
 * place. Text set from the packed file unpacks its tables again for every glyph.
 * @throws RangeError when it is no WOFF file
 */
export function sfntOfWoff(woff: Buffer): Buffer {
  if (woff.length < 44 || woff.toString('latin1', 0, 4) !== 'wOFF') throw new RangeError('not a WOFF file');
  const count = woff.readUInt16BE(12);
  const power = Math.floor(Math.log2(count));
  const head = Buffer.alloc(12 + 16 * count);
  woff.copy(head, 0, 4, 8);
  head.writeUInt16BE(count, 4);
  head.writeUInt16BE(16 * 2 ** power, 6);
  head.writeUInt16BE(power, 8);
  head.writeUInt16BE(16 * (count - 2 ** power), 10);
  const parts: Buffer[] = [head];
  let at = head.length;
  for (let i = 0; i < count; i++) {
    const entry = 44 + 20 * i;
    const offset = woff.readUInt32BE(entry + 4);
    const packed = woff.readUInt32BE(entry + 8);
    const length = woff.readUInt32BE(entry + 12);
    if (offset + packed > woff.length || length > longest) throw new RangeError('a table is out of bounds');
    const stored = woff.subarray(offset, offset + packed);
    const table = packed < length ? inflateSync(stored, { maxOutputLength: length }) : stored;
    const place = 12 + 16 * i;
    woff.copy(head, place, entry, entry + 4);
    woff.copy(head, place + 4, entry + 16, entry + 20);
    head.writeUInt32BE(at, place + 8);
    head.writeUInt32BE(length, place + 12);
    const padding = -length & 3;
    parts.push(table, Buffer.alloc(padding));
    at += length + padding;
  }
  return Buffer.concat(parts);
}
