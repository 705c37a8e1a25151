import { mixedLetter } from '#platform/kernel/scripts.ts';
import { excerpt } from '#platform/kernel/text.ts';
import { pkiErrors } from '../../errors.ts';
import { about, type FieldName } from './labels.ts';

const control = /\p{Cc}/u;
// Format characters (bidi overrides, zero width), line separators, unassigned code points and surrogates;
// letters and marks without a shape; variation selectors, except those that pick the form of a Han character.
export const hidden =
  /[\p{Cf}\p{Zl}\p{Zp}\p{Cn}\p{Cs}\u115f\u1160\u2800\u3164\uffa0]|[\u034f\u17b4\u17b5]|(?<!\p{Script=Han})[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/u;
const privateUse = /\p{Co}/u;
const formula = /^[=+\-@]/;

/** As `U+202E`. */
export const codePointOf = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** The first match, as `U+202E`. */
export const codePoint = (text: string, pattern: RegExp): string =>
  codePointOf(pattern.exec(text)?.[0] ?? '\0');

/**
 * A text that people read: trimmed, Unicode NFC, nothing invisible in it, at most `max` code points.
 * @throws pki.field-missing, field-too-long, field-control-character, field-hidden-character,
 * field-private-character, field-formula
 */
export function readText(field: FieldName, value: string, max: number): string {
  const text = value.normalize('NFC').trim();
  if (text === '') throw pkiErrors['field-missing'](about(field));
  if (text.length > max * 2 || [...text].length > max)
    throw pkiErrors['field-too-long'](about(field, { max }));
  if (control.test(text)) {
    throw pkiErrors['field-control-character'](about(field, { character: codePoint(text, control) }));
  }
  if (hidden.test(text)) {
    throw pkiErrors['field-hidden-character'](about(field, { character: codePoint(text, hidden) }));
  }
  if (privateUse.test(text)) {
    throw pkiErrors['field-private-character'](about(field, { character: codePoint(text, privateUse) }));
  }
  if (formula.test(text)) throw pkiErrors['field-formula'](about(field));
  return text;
}

/**
 * A text by which people tell somebody or something from others: as `readText`, in letters that do not pose
 * as others.
 * @throws what `readText` throws, pki.field-mixed-scripts
 */
export function readName(field: FieldName, value: string, max: number): string {
  const text = readText(field, value, max);
  const letter = mixedLetter(text);
  if (letter !== undefined) {
    throw pkiErrors['field-mixed-scripts'](about(field, { letter, character: codePointOf(letter) }));
  }
  return text;
}

/** What somebody typed into a search: nothing that a database or a terminal would stumble over. */
export const searchText = (value: string | undefined): string | undefined =>
  value?.replace(/\p{C}/gu, '').trim();

/**
 * A text of a fixed shape.
 * @throws pki.field-missing, field-too-long, field-malformed
 */
export function readShaped(field: FieldName, value: string, max: number, shape: RegExp): string {
  const text = value.trim();
  if (text === '') throw pkiErrors['field-missing'](about(field));
  if (text.length > max) throw pkiErrors['field-too-long'](about(field, { max }));
  if (!shape.test(text)) throw pkiErrors['field-malformed'](about(field, { value: excerpt(text) }));
  return text;
}
