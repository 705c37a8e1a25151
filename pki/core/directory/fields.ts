import { excerpt } from '#platform/kernel/text.ts';
import { pkiErrors } from '../../errors.ts';
import { isDnsName } from '../validation/names/dns.ts';
import { isCreditCode, looksLikeCreditCode } from './credit-code.ts';
import { about, type FieldName } from './labels.ts';
import { readShaped } from './text.ts';

// Within PrintableString (X.680 §41.4), which is what a certificate's serialNumber attribute takes.
const number = /^[A-Za-z0-9][A-Za-z0-9./-]*$/;
const code = /^[A-Za-z0-9][A-Za-z0-9.-]*$/;
const mobile = /^\+?[0-9][0-9 -]{3,18}[0-9]$/;
// dot-atom of RFC 5322 §3.2.3, beginning with what no spreadsheet takes for a formula.
const localPart = /^[A-Za-z0-9_][\w!#$%&'*+/=?^`{|}~-]*(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;

/** 工号 or asset number. @throws pki.field-… */
export const readNumber = (value: string): string => readShaped('number', value, 40, number);

/**
 * 行政区划代码, 统一社会信用代码 (comes back in capitals) or the bureau's own code.
 * @throws pki.field-…, pki.credit-code
 */
export function readCode(value: string, field: FieldName = 'code'): string {
  const text = readShaped(field, value, 40, code);
  if (!looksLikeCreditCode(text)) return text;
  const creditCode = text.toUpperCase();
  if (!isCreditCode(creditCode)) throw pkiErrors['credit-code'](about(field, { value: creditCode }));
  return creditCode;
}

/** Digits only, with `+` before a country code. @throws pki.field-… */
export const readMobile = (value: string): string =>
  readShaped('mobile', value, 20, mobile).replace(/[ -]/g, '');

/** A mailbox (RFC 5321 §4.1.2, dot-string only); its domain comes back in lower case. @throws pki.field-… */
export function readEmail(value: string): string {
  const text = value.trim();
  const at = text.lastIndexOf('@');
  const local = text.slice(0, at);
  const domain = text.slice(at + 1).toLowerCase();
  const wellFormed =
    text.length <= 254 &&
    at > 0 &&
    at <= 64 &&
    localPart.test(local) &&
    domain.includes('.') &&
    isDnsName(domain);
  if (!wellFormed) throw pkiErrors['field-malformed'](about('email', { value: excerpt(text) }));
  return `${local}@${domain}`;
}
