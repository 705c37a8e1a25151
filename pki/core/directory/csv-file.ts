import { pkiErrors } from '../../errors.ts';

export type CsvEncoding = 'utf-8' | 'gb18030';
export type CsvLine = {
  /** Counts from 1, as an editor shows it. */
  readonly line: number;
  /** Undefined when the bytes are not of the file's encoding. */
  readonly text: string | undefined;
  /** The line as it can be kept: its text, or its bytes written as `\xHH` where they are no text. */
  readonly raw: string;
  readonly bytes: number;
};
export type CsvFile = { readonly encoding: CsvEncoding; readonly lines: readonly CsvLine[] };

export const maxFileBytes = 8 * 1024 * 1024;
/** The header and empty lines count too. */
export const maxLines = 20_001;
export const maxLineBytes = 8192;

const newline = 0x0a;
const carriageReturn = 0x0d;

const formats: readonly { readonly name: string; readonly magic: readonly number[] }[] = [
  { name: 'Excel .xlsx', magic: [0x50, 0x4b, 0x03, 0x04] },
  { name: 'Excel .xls', magic: [0xd0, 0xcf, 0x11, 0xe0] },
  { name: 'UTF-16', magic: [0xff, 0xfe] },
  { name: 'UTF-16', magic: [0xfe, 0xff] },
];

/**
 * Splits a file into lines and finds its encoding. Neither GB18030 nor UTF-8 has line ends inside a
 * character, so lines are cut before anything is decoded, and broken bytes spoil their own line only.
 * @throws pki.import-too-large, import-too-many-lines, import-empty, import-not-text
 */
export function readCsvFile(bytes: Buffer): CsvFile {
  if (bytes.length > maxFileBytes) throw pkiErrors['import-too-large']({ max: maxFileBytes / 1024 / 1024 });
  const format = formats.find(({ magic }) => magic.every((byte, index) => bytes[index] === byte));
  if (format) throw pkiErrors['import-not-text']({ format: format.name });
  const bom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const pieces = splitLines(bom ? bytes.subarray(3) : bytes);
  if (pieces.every((piece) => piece.length === 0)) throw pkiErrors['import-empty']();
  const encoding = bom ? 'utf-8' : encodingOf(pieces);
  const decode = decoderOf(encoding);
  const lines = pieces.flatMap((piece, index): CsvLine[] => {
    const text = decode(piece);
    if (text?.trim() === '') return [];
    const raw = text === undefined || text.includes('\0') ? escapeBytes(piece) : text;
    return [{ line: index + 1, text, raw, bytes: piece.length }];
  });
  if (lines.length === 0) throw pkiErrors['import-empty']();
  return { encoding, lines };
}

function splitLines(bytes: Buffer): Buffer[] {
  const pieces: Buffer[] = [];
  let start = 0;
  for (let at = 0; at <= bytes.length; at += 1) {
    const byte = bytes[at];
    if (at < bytes.length && byte !== newline && byte !== carriageReturn) continue;
    if (at === bytes.length && start === at) break;
    pieces.push(bytes.subarray(start, at));
    if (pieces.length > maxLines) throw pkiErrors['import-too-many-lines']({ max: maxLines - 1 });
    if (byte === carriageReturn && bytes[at + 1] === newline) at += 1;
    start = at + 1;
  }
  return pieces;
}

/**
 * Chinese in GB18030 is almost never valid UTF-8, so the file is UTF-8 when at least half of its lines
 * beyond ASCII are; the others are then broken lines and not another encoding.
 */
function encodingOf(pieces: readonly Buffer[]): CsvEncoding {
  const decode = decoderOf('utf-8');
  const beyond = pieces.filter((piece) => piece.some((byte) => byte > 0x7f));
  const valid = beyond.filter((piece) => decode(piece) !== undefined).length;
  return valid * 2 >= beyond.length ? 'utf-8' : 'gb18030';
}

function decoderOf(encoding: CsvEncoding): (piece: Buffer) => string | undefined {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  return (piece) => {
    try {
      return decoder.decode(piece);
    } catch {
      return undefined;
    }
  };
}

const escapeBytes = (piece: Buffer): string =>
  Array.from(piece, (byte) =>
    byte >= 0x20 && byte < 0x7f && byte !== 0x5c
      ? String.fromCharCode(byte)
      : `\\x${byte.toString(16).padStart(2, '0')}`,
  ).join('');
