import type { GeneralName } from '../build/general-names.ts';
import type { DistinguishedName } from '../build/names.ts';
import type { KeyAlgorithmId } from '../keys/key-algorithms.ts';
import { planAltNames } from './alt-names.ts';
import type { Finding } from './findings.ts';
import { planKey } from './key.ts';
import { planLifetime } from './lifetime.ts';
import type { Profile } from './schema.ts';
import { planSubject } from './subject.ts';

/** What the directory says of the holder: the only source of names. */
export type HolderFacts = {
  readonly kind: Profile['holder'];
  readonly name: string;
  /** 工号 or asset number. */
  readonly number?: string;
  readonly title?: string;
  readonly email?: string;
  readonly dnsNames?: readonly string[];
  readonly ipAddresses?: readonly string[];
  /** Names of the holder's organisations, from the top of the tree down. */
  readonly organisations: readonly string[];
};

/** What was asked for. Of a PKCS#10 only the public key is here: nothing else of it is looked at. */
export type CertificateRequest = {
  /** DER SubjectPublicKeyInfo of the holder's own key; absent when the key is made here. */
  readonly publicKeySpki?: Buffer;
  /** For a key that is made here; the profile's default when absent. */
  readonly keyAlgorithm?: KeyAlgorithmId;
  /** The profile's default when absent. */
  readonly days?: number;
  /** Fewer than the directory has; all of them when absent. */
  readonly dnsNames?: readonly string[];
  readonly ipAddresses?: readonly string[];
};

export type IssueContext = {
  readonly now: Date;
  /** End of the issuer's own certificate: nothing outlives it. Absent for a self-signed one. */
  readonly issuerNotAfter?: Date;
};

/** A certificate as it was decided, before serial number, issuer and signature. */
export type CertificatePlan = {
  readonly profile: Profile;
  readonly subject: DistinguishedName;
  readonly altNames: readonly GeneralName[];
  readonly keyAlgorithm: KeyAlgorithmId;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly days: number;
};

export type Planning =
  | { readonly ok: true; readonly plan: CertificatePlan }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/** Each part answers its share of the plan and adds what it finds wrong. */
export type Findings = Finding[];

/**
 * Decides a certificate from profile, directory and request, or says everything that is outside of the
 * profile. Pure: the same input gives the same plan.
 */
export function planCertificate(
  profile: Profile,
  facts: HolderFacts,
  request: CertificateRequest,
  context: IssueContext,
): Planning {
  const findings: Findings = [];
  if (facts.kind !== profile.holder) {
    findings.push({
      code: 'holder-kind',
      field: 'holder',
      zh: `此模板不用于这类持有者（应为 ${profile.holder}，实为 ${facts.kind}）`,
      en: `this profile is for holders of the kind ${profile.holder}, not ${facts.kind}`,
    });
  }
  const plan: CertificatePlan = {
    profile,
    keyAlgorithm: planKey(profile, request, findings),
    subject: planSubject(profile, facts, findings),
    altNames: planAltNames(profile, facts, request, findings),
    ...planLifetime(profile, request, context, findings),
  };
  return findings.length === 0 ? { ok: true, plan } : { ok: false, findings };
}
