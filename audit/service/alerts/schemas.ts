import { Type } from 'typebox';
import { Closed, OneOf } from '#platform/http/index.ts';
import { NewException } from '../../schemas.ts';

export const alertSides = ['user', 'address', 'host'] as const;
export type AlertSide = (typeof alertSides)[number];

const { query, reason, expiresAt } = NewException.properties;

/** An exception for what is like an alert; its values are taken from the alert, never shown. */
export const NewExceptionLike = Closed({
  /** Only alerts of its rule. */
  sameRule: Type.Boolean({ default: true }),
  /** Only records that say the same of these as the alert. */
  same: Type.Array(OneOf(alertSides), { default: [], maxItems: alertSides.length, uniqueItems: true }),
  /** A further condition. */
  query,
  reason,
  expiresAt,
});
