import type { AppError } from '#platform/kernel/errors.ts';
import type { Finding } from '../../core/profiles/findings.ts';
import { pkiErrors } from '../../errors.ts';

/** One error for all that is wrong with an order; `findings` says each, with its place. */
export function orderRefused(findings: readonly Finding[]): AppError {
  const texts = (language: 'zh' | 'en') => findings.map((finding) => finding[language]);
  return pkiErrors['order-refused']({
    zh: texts('zh').join('；'),
    en: texts('en').join('; '),
    field: findings[0]?.field ?? '',
    findings,
  });
}
