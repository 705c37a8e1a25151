import { DerError } from '../der/errors.ts';
import type { KeyAlgorithmId } from '../keys/key-algorithms.ts';
import type { Finding } from '../profiles/findings.ts';
import { type CertificatePlan, type IssueContext, planCertificate } from '../profiles/plan.ts';
import { issueChecks } from './checks.ts';
import type { IssueFacts } from './facts.ts';

export type { CsrFacts, EarlierUse, IssueFacts } from './facts.ts';

export type OrderPlanning =
  | { readonly ok: true; readonly plan: CertificatePlan }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/**
 * The protocol of issuing up to the reservation of a serial number: every check, then the plan. All faults
 * are found, so that one answer tells everything.
 */
export function planOrder(
  facts: IssueFacts,
  wanted: { readonly keyAlgorithm: KeyAlgorithmId | null; readonly days: number | null },
  context: IssueContext,
): OrderPlanning {
  const found = checkFacts(facts);
  const request = {
    ...(facts.spki ? { publicKeySpki: facts.spki } : {}),
    ...(wanted.keyAlgorithm && !facts.spki ? { keyAlgorithm: wanted.keyAlgorithm } : {}),
    ...(wanted.days === null ? {} : { days: wanted.days }),
    ...(facts.dnsNames ? { dnsNames: facts.dnsNames } : {}),
    ...(facts.ipAddresses ? { ipAddresses: facts.ipAddresses } : {}),
  };
  const planning = planCertificate(facts.profile, facts.holder, request, context);
  const findings = planning.ok ? found : [...found, ...planning.findings];
  return planning.ok && findings.length === 0 ? planning : { ok: false, findings };
}

/** What the checks find wrong, names, key algorithm and lifetime aside. */
export function checkFacts(facts: IssueFacts): readonly Finding[] {
  return issueChecks.flatMap((check) => findingsOf(() => check(facts)));
}

/** Parts of a CSR are read when they are looked at; a malformed one is a finding as well. */
function findingsOf(run: () => Finding | readonly Finding[] | undefined): readonly Finding[] {
  try {
    const found = run();
    return found === undefined ? [] : 'code' in found ? [found] : found;
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    const { zh, en } = error.texts;
    return [
      {
        code: 'csr-malformed',
        field: 'csr',
        zh: `证书请求（CSR）无法读取：${zh}`,
        en: `the CSR cannot be read: ${en}`,
      },
    ];
  }
}
