import { pkiErrors } from '../../errors.ts';
import { about } from '../directory/labels.ts';
import { codePoint, hidden } from '../directory/text.ts';

const control = /[^\P{Cc}\n\t]/u;

/**
 * A reason as it is kept and signed: trimmed, NFC, of several lines if need be, nothing invisible in it.
 * @returns null for an empty one
 * @throws pki.field-control-character, pki.field-hidden-character
 */
export function readReason(value: string | undefined): string | null {
  const text = (value ?? '').normalize('NFC').replace(/\r\n?/g, '\n').trim();
  if (text === '') return null;
  if (control.test(text)) {
    throw pkiErrors['field-control-character'](about('reason', { character: codePoint(text, control) }));
  }
  if (hidden.test(text)) {
    throw pkiErrors['field-hidden-character'](about('reason', { character: codePoint(text, hidden) }));
  }
  return text;
}

/** @throws pki.field-missing, and what `readReason` throws */
export function needReason(value: string): string {
  const reason = readReason(value);
  if (reason === null) throw pkiErrors['field-missing'](about('reason'));
  return reason;
}
