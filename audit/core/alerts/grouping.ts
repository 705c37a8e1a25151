import type { EcsFields, EcsValue } from '../record.ts';

export const alertLevels = ['informational', 'low', 'medium', 'high', 'critical'] as const;
export type AlertLevel = (typeof alertLevels)[number];

/** Where records say whom or what an alert is about: of each side, the first that is there. */
export const subjectFields: Readonly<Record<keyof AlertSubject, readonly string[]>> = {
  user: ['user.name', 'db.user', 'user.id'],
  address: ['source.ip'],
  host: ['host.name', 'host.hostname', 'anmin.source'],
};

/** An alert takes further matches of the same rule and group for so long after its last one. */
export const groupWindowMs = 60 * 60_000;

export type AlertSubject = {
  readonly user: string | null;
  readonly address: string | null;
  readonly host: string | null;
};

/** The subject of one event, for the group and for the list of alerts. */
export function subjectOf(fields: EcsFields): AlertSubject {
  const said = (side: keyof AlertSubject) =>
    subjectFields[side].map((path) => textAt(fields, path)).find((text) => text !== null) ?? null;
  return { user: said('user'), address: said('address'), host: said('host') };
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
