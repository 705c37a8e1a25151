import { readdirSync, readFileSync } from 'node:fs';
import { DerError } from '../../pki/core/der/errors.ts';
import { archiveAlgorithms } from '../../pki/core/validation/algorithm-policy.ts';
import type { PolicyInputs } from '../../pki/core/validation/types.ts';
import { validatePath } from '../../pki/core/validation/validate.ts';
import { parseCertificate } from '../../pki/core/x509/certificate.ts';
import { parseCrl } from '../../pki/core/x509/crl.ts';
import { pkitsCertificate, pkitsCrl } from '../peers/pkits.ts';

/** One test of NIST's document, or one of its parts: what goes in and what must come out. */
export type PkitsCase = PolicyInputs & {
  readonly test: string;
  readonly part?: number;
  readonly title: string;
  readonly valid: boolean;
  /** Below the trust anchor, in the order of the document; the last one is validated. */
  readonly certificates: readonly string[];
  readonly crls: readonly string[];
  /** The user-constrained-policy-set of a valid path. */
  readonly userPolicies?: readonly string[];
  /** Why an invalid path fails: code of a finding, or of a reading error. */
  readonly reason?: string;
};

export type PkitsSection = {
  readonly section: string;
  readonly title: string;
  readonly cases: readonly PkitsCase[];
};

export type PkitsOutcome = {
  readonly valid: boolean;
  readonly reason: string | undefined;
  readonly userPolicies: readonly string[] | undefined;
};

const folder = new URL('./pkits/', import.meta.url);

export const pkitsSections: readonly PkitsSection[] = readdirSync(folder)
  .sort()
  .map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as PkitsSection);

/** When the suite was published; it wants SHA-1 and short keys, and a proof of status for every certificate. */
const time = new Date('2011-04-15T00:00:00Z');

export function runPkitsCase(testcase: PkitsCase): PkitsOutcome {
  try {
    const certificates = testcase.certificates.map((name) => parseCertificate(pkitsCertificate(name)));
    const report = validatePath({
      leaf: certificates[certificates.length - 1]!,
      intermediates: certificates.slice(0, -1),
      trustAnchors: [parseCertificate(pkitsCertificate('TrustAnchorRootCertificate'))],
      time,
      algorithms: archiveAlgorithms,
      conformance: 'path-only',
      policies: testcase,
      revocation: { mode: 'required', crls: testcase.crls.map((name) => parseCrl(pkitsCrl(name))) },
    });
    const userPolicies = report.valid ? [...report.policies.user].sort() : undefined;
    return { valid: report.valid, reason: report.failure?.reason.code, userPolicies };
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    return { valid: false, reason: error.code, userPolicies: undefined };
  }
}

/** What the table says must come out. */
export function pkitsExpectation({ valid, reason, userPolicies }: PkitsCase): PkitsOutcome {
  return { valid, reason, userPolicies: userPolicies && [...userPolicies].sort() };
}
