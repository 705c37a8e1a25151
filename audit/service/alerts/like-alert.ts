import { isIP } from 'node:net';
import { subjectFields } from '../../core/alerts/grouping.ts';
import { lex } from '../../core/query/lexer.ts';
import { auditErrors } from '../../errors.ts';
import type { AlertRow } from '../../store/alerts.ts';
import type { AlertSide } from './schemas.ts';

const sideZh: Readonly<Record<AlertSide, string>> = { user: '用户', address: '来源地址', host: '主机' };

/** Of a keyword so many characters are compared. */
const compared = 256;

/**
 * The query for records that say the same as an alert. It holds what the alert holds, unmasked.
 * @param more a further condition, typed by a person
 * @returns undefined: no condition at all
 * @throws audit.exception-side when the alert does not say one of the sides
 */
export function queryLike(alert: AlertRow, same: readonly AlertSide[], more?: string): string | undefined {
  const values = { user: alert.user_name, address: alert.address, host: alert.host };
  const conditions = same.map((side) => {
    const value = values[side];
    if (value === null || (side === 'address' && isIP(value) === 0))
      throw auditErrors['exception-side']({ side, sideZh: sideZh[side], field: 'same' });
    const quoted = `"${value.slice(0, compared).replace(/["\\]/g, '\\$&')}"`;
    return `(${subjectFields[side].map((field) => `${field}:${quoted}`).join(' or ')})`;
  });
  if (more !== undefined) conditions.push(conditions.length > 0 ? `(${more})` : more);
  return conditions.length > 0 ? conditions.join(' and ') : undefined;
}

/** Digits or a name as `mask` leaves them; `王*` without quotation marks is a condition on the beginning. */
const masked = { word: /\*{4}/, phrase: /\*{4}|^\p{Script=Han}\*{1,3}$/u };

/** A value in a query that was copied from what is shown masked, and so stands in no record. */
export function maskedValueIn(query: string): { found: string; position: number } | undefined {
  for (const token of lex(query)) {
    if ((token.kind === 'word' || token.kind === 'phrase') && masked[token.kind].test(token.text))
      return { found: token.text.slice(0, 60), position: token.position };
  }
  return undefined;
}
