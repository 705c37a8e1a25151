import { searchLink } from '../audit-search/pivots.ts';
import { condition } from '../audit-search/query-text.ts';
import type { Range } from '../audit-search/view.ts';
import type { Alert } from './queries.ts';

const allSides = ['user', 'address', 'host'] as const;
export type Side = (typeof allSides)[number];
export type Subject = Pick<Alert, Side>;

/** The sides that an alert names. */
export const sidesOf = (subject: Subject): Side[] => allSides.filter((side) => subject[side] !== null);

const either = (conditions: readonly string[]) =>
  conditions.length === 1 ? conditions[0]! : `(${conditions.join(' or ')})`;

const fields = {
  user: ['user.name', 'db.user'],
  address: ['source.ip'],
  host: ['host.name', 'anmin.source'],
} as const;

/** What every record about one side of a subject says; undefined when the alert does not name it, or masked. */
export function sideQuery(subject: Subject, side: Side, chinese: boolean): string | undefined {
  const value = subject[side];
  return value === null || value.includes('*')
    ? undefined
    : either(fields[side].map((field) => condition(field, value, chinese)));
}

/** Records that are about the whole subject: this person from this address on this host. */
export function subjectQuery(subject: Subject, chinese: boolean): string {
  return sidesOf(subject)
    .flatMap((side) => sideQuery(subject, side, chinese) ?? [])
    .join(' ');
}

/** The widest side that the records of an alert have in common: a correlation may count several persons. */
export function commonQuery(subject: Subject): string {
  return (
    sideQuery(subject, 'address', false) ??
    sideQuery(subject, 'user', false) ??
    sideQuery(subject, 'host', false) ??
    ''
  );
}

const hour = 3_600_000;

/**
 * The time in which the records of an alert lie: those that a correlation counted came before the one
 * that completed it.
 */
export function spanOfAlert({ firstAt, lastAt }: Pick<Alert, 'firstAt' | 'lastAt'>): Exclude<Range, string> {
  return {
    from: new Date(Date.parse(firstAt) - hour).toISOString(),
    to: new Date(Date.parse(lastAt) + 1000).toISOString(),
  };
}

/** The address of a search for one side of an alert's subject, around its time. */
export function sideLink(alert: Alert, side: Side, chinese: boolean): string | undefined {
  const query = sideQuery(alert, side, chinese);
  return query === undefined ? undefined : searchLink(query, spanOfAlert(alert));
}
