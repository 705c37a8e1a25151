import type { EcsFields, EcsValue } from '../record.ts';

export const alertLevels = ['informational', 'low', 'medium', 'high', 'critical'] as const;
export type AlertLevel = (typeof alertLevels)[number];

/** Whom or what an alert is about, the first that is there of each row. */
const subjects: readonly (readonly string[])[] = [
  ['user.name', 'db.user', 'user.id'],
  ['source.ip'],
  ['host.name', 'host.hostname', 'anmin.source'],
];

/** An alert takes further matches of the same rule and group for so long after its last one. */
export const groupWindowMs = 60 * 60_000;

export type AlertSubject = {
  readonly user: string | null;
  readonly address: string | null;
  readonly host: string | null;
};

/** The subject of one event, for the group and for the list of alerts. */
export function subjectOf(fields: EcsFields): AlertSubject {
  const [user, address, host] = subjects.map(
    (paths) => paths.map((path) => textAt(fields, path)).find((text) => text !== null) ?? null,
  );
  return { user: user ?? null, address: address ?? null, host: host ?? null };
}

/** Matches with the same key are one alert: one rule, one user, one address, one host. */
export function groupKey(ruleId: string, { user, address, host }: AlertSubject): string {
  return JSON.stringify([ruleId, user, address, host]);
}

/** The value at a dotted path as text; null when there is none, or it is no single value. */
export function textAt(fields: EcsFields, path: string): string | null {
  let value: EcsValue | undefined = fields;
  for (const part of path.split('.')) {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return null;
    value = (value as EcsFields)[part];
  }
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}
