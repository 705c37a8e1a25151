import type { Encoding } from './modifiers.ts';

/** Dashes that `windash` takes for one another (Sigma 2.1, "String Modifiers"). */
const dashes = /[-/\u2013\u2014\u2015]/g;

/** Makes all dashes alike. Done to value and event it equals all permutations of `windash`, without making them. */
export function plainDashes(text: string): string {
  return text.replace(dashes, '-');
}

/**
 * Applies encodings in the order given. `base64offset` gives the three forms that a text takes inside
 * longer Base64, cut to what does not depend on its neighbours; the others give one.
 */
export function encode(text: string, encodings: readonly Encoding[]): readonly string[] {
  let bytes: Buffer = Buffer.from(text, 'utf8');
  for (const encoding of encodings) {
    if (encoding === 'base64') return [bytes.toString('base64')];
    if (encoding === 'base64offset') return offsets(bytes);
    bytes = utf16(bytes.toString('utf8'), encoding);
  }
  return [bytes.toString('latin1')];
}

function utf16(text: string, encoding: Encoding): Buffer {
  const little = Buffer.from(text, 'utf16le');
  if (encoding === 'utf16be') return little.swap16();
  return encoding === 'utf16' ? Buffer.concat([Buffer.from([0xff, 0xfe]), little]) : little;
}

function offsets(bytes: Buffer): readonly string[] {
  return [0, 1, 2]
    .map((offset) => {
      const whole = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
      // 6 bits a character: those that hold a bit of what stands before or after are not fixed.
      return whole.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
    })
    .filter((part) => part !== '');
}
