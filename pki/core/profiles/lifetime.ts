import type { Finding } from './findings.ts';
import type { Profile } from './schema.ts';

const day = 86_400_000;

export type Lifetime = { readonly notBefore: Date; readonly notAfter: Date; readonly days: number };

/**
 * Validity in whole seconds. It starts a little before now, for clocks that are slow, and ends `days` after
 * now, yet never after the issuer's own certificate.
 */
export function planLifetime(
  { lifetime }: Profile,
  request: { readonly days?: number },
  context: { readonly now: Date; readonly issuerNotAfter?: Date },
  findings: Finding[],
): Lifetime {
  const days = request.days ?? lifetime.defaultDays;
  if (!Number.isSafeInteger(days) || days < 1 || days > lifetime.maxDays) {
    findings.push({
      code: 'lifetime',
      field: 'days',
      zh: `有效期应为 1 至 ${lifetime.maxDays} 天`,
      en: `the lifetime must be 1 to ${lifetime.maxDays} days`,
    });
    return { notBefore: context.now, notAfter: context.now, days: 0 };
  }
  const now = Math.floor(context.now.getTime() / 1000) * 1000;
  const issuerEnd = context.issuerNotAfter?.getTime() ?? Number.POSITIVE_INFINITY;
  if (issuerEnd <= now) {
    findings.push({
      code: 'issuer-expired',
      field: 'issuer',
      zh: '签发机构证书已过期，请先更换签发机构证书',
      en: "the issuer's certificate has expired; replace it first",
    });
  }
  // The last second belongs to the validity (RFC 5280 §4.1.2.5).
  const notAfter = new Date(Math.min(now + days * day - 1000, issuerEnd));
  return { notBefore: new Date(now - lifetime.backdateMinutes * 60_000), notAfter, days };
}
