import { type FieldType, fieldTable } from '../../core/query/fields.ts';

/**
 * Fields are indexed beside the text, as tokens that no text can have: a private-use character for the field
 * and what is said of it, then the value. So the index answers words, values, networks and ranges together.
 */
export const shapeMark = '\ue001';
/** Every event has it. */
export const anyToken = '\ue002';
/** Where the characters for a field begin, by what is said of it. */
const valueSign = 0xe300;
const bucketSign = 0xe400;
const networkSign = 0xe500;

/** The fields that the index of one day knows, by path; written into it when it is made. */
export type FieldCodes = ReadonlyMap<string, { readonly code: number; readonly type: FieldType }>;

/** Different in every event, or said by others: not worth their tokens, found by looking at the events. */
const unindexed = new Set(['anmin.sequence', 'log.syslog.priority']);

/** The codes that a new index begins with. */
export function newFieldCodes(): FieldCodes {
  const paths = Object.keys(fieldTable).filter((path) => !unindexed.has(path));
  return new Map(paths.map((path, code) => [path, { code, type: fieldTable[path]!.type }]));
}

const signs = Array.from({ length: 128 }, (_, code) => {
  const sign = String.fromCharCode(code);
  return /[0-9a-z]/.test(sign) ? sign : String.fromCharCode(0xe200 + code);
});

/** A value as characters that the tokeniser of SQLite leaves together. */
export function encode(value: string): string {
  let out = '';
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code < 128) out += signs[code];
    else out += code >= 0xe200 && code < 0xe300 ? '\ue2ff' : value[i];
  }
  return out;
}

export function decode(token: string): string {
  let out = '';
  for (let i = 0; i < token.length; i++) {
    const code = token.charCodeAt(i);
    out += code >= 0xe200 && code < 0xe280 ? String.fromCharCode(code - 0xe200) : token[i];
  }
  return out;
}

/** @param value an `encode`d keyword, the hexadecimal digits of an address, or the text of a number, encoded */
export function valueToken(code: number, value: string): string {
  return String.fromCharCode(valueSign + code) + value;
}

/** The token of a span of numbers, `bucketOf`. */
export function bucketToken(code: number, bucket: number): string {
  return String.fromCharCode(bucketSign + code) + encode(String(bucket));
}

/** Inverse of `bucketToken`. */
export function bucketIn(token: string): number {
  return Number(decode(token.slice(1)));
}

/** @param hex the first digits of an address, as many as the network has whole */
export function networkToken(code: number, family: 4 | 6, hex: string): string {
  return `${String.fromCharCode(networkSign + code)}${family}${hex}`;
}

/** Whether the index keeps how many events have this token: values and buckets. */
export function isCounted(token: string): boolean {
  const sign = token.charCodeAt(0);
  return sign >= valueSign && sign < networkSign;
}

/** Numbers of digits for which the networks of an address are indexed. */
export const networkDigits = { 4: [2, 4, 6], 6: [8, 12, 16] } as const;

export function shapeToken(shape: number): string {
  return shapeMark + shape.toString(36);
}

/**
 * Numbers that have their first digit and their power of ten in common; ascending with the number. 0 is alone
 * in 0, 1 to 1.99 are in 2,971, 2 to 2.99 in 2,972, 10 to 19.9 in 2,980.
 */
export function bucketOf(value: number): number {
  if (value === 0) return 0;
  const text = Math.abs(value).toExponential();
  const power = Number(text.slice(text.indexOf('e') + 1));
  const bucket = (power + 330) * 9 + Number(text[0]);
  return value < 0 ? -bucket : bucket;
}

/** Whether a positive number is the least of its bucket. */
export function beginsBucket(value: number): boolean {
  return value > 0 && /^\de/.test(value.toExponential());
}
