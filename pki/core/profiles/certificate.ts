import { buildTbsCertificate } from '../build/certificate.ts';
import * as ext from '../build/extensions.ts';
import type { GeneralSubtree } from '../build/general-names.ts';
import { encodeName } from '../build/names.ts';
import type { CertificatePlan } from './plan.ts';
import type { Profile } from './schema.ts';

/** What the issuer adds to a plan. */
export type IssuerFacts = {
  /** DER AlgorithmIdentifier of the signer. */
  readonly signature: Uint8Array;
  /** The issuer's subject as DER and its subject key identifier; both absent for a self-signed certificate. */
  readonly name?: Uint8Array;
  readonly keyId?: Uint8Array;
  /** Addresses of the issuer; those that the profile wants and that are here go into the certificate. */
  readonly urls?: {
    readonly crl?: readonly string[];
    readonly deltaCrl?: readonly string[];
    readonly ocsp?: readonly string[];
    readonly caIssuers?: readonly string[];
  };
};

/**
 * DER TBSCertificate of a plan. Everything in it comes from the plan and the issuer.
 * @param serial see `serialFromRandom`
 * @param spki DER SubjectPublicKeyInfo that `planCertificate` has accepted
 * @throws RangeError on a serial that is not allowed
 */
export function tbsCertificateOf(
  plan: CertificatePlan,
  serial: Uint8Array,
  spki: Buffer,
  issuer: IssuerFacts,
): Buffer {
  const subject = encodeName(plan.subject);
  return buildTbsCertificate({
    serial,
    signature: issuer.signature,
    issuer: issuer.name ?? subject,
    notBefore: plan.notBefore,
    notAfter: plan.notAfter,
    subject,
    spki,
    extensions: extensionsOf(plan, spki, issuer),
  });
}

function extensionsOf(
  { profile, altNames, subject }: CertificatePlan,
  spki: Buffer,
  issuer: IssuerFacts,
): Buffer[] {
  const own = ext.keyIdentifier(spki);
  const { beforeNames, afterNames } = fixedExtensions(profile.extensions, issuer);
  return [
    ext.authorityKeyIdentifier(issuer.keyId ?? own),
    ext.subjectKeyIdentifier(own),
    ...beforeNames,
    ...when(altNames, (names) => ext.subjectAltName(names, subject.length === 0)),
    ...afterNames,
  ];
}

type ExtensionRule = Profile['extensions'];
type FixedExtensions = { readonly beforeNames: readonly Buffer[]; readonly afterNames: readonly Buffer[] };

/** Both keys are never changed, and live as long as certificates are made of them. */
const fixed = new WeakMap<IssuerFacts, WeakMap<ExtensionRule, FixedExtensions>>();

/** The same octets in every certificate of a profile and an issuer: encoded once. */
function fixedExtensions(rule: ExtensionRule, issuer: IssuerFacts): FixedExtensions {
  const ofIssuer = fixed.get(issuer) ?? new WeakMap<ExtensionRule, FixedExtensions>();
  fixed.set(issuer, ofIssuer);
  const known = ofIssuer.get(rule);
  if (known) return known;
  const { crl = [], deltaCrl = [], ocsp = [], caIssuers = [] } = issuer.urls ?? {};
  const access = { ocsp: rule.ocsp ? ocsp : [], caIssuers: rule.caIssuers ? caIssuers : [] };
  const made: FixedExtensions = {
    beforeNames: [
      ...(rule.authority ? [ext.basicConstraintsAuthority(rule.authority.pathLength)] : []),
      ext.keyUsage(rule.keyUsage),
      ...when(rule.extendedKeyUsage, ext.extendedKeyUsage),
    ],
    afterNames: [
      ...when(rule.policies, ext.certificatePolicies),
      ...when(rule.crl ? crl : [], ext.crlDistributionPoints),
      ...when(rule.deltaCrl ? deltaCrl : [], ext.freshestCrl),
      ...(access.ocsp.length + access.caIssuers.length > 0 ? [ext.authorityInfoAccess(access)] : []),
      ...(rule.ocspNoCheck ? [ext.ocspNoCheck()] : []),
      ...(rule.nameConstraints ? [constraintsOf(rule.nameConstraints)] : []),
    ],
  };
  ofIssuer.set(rule, made);
  return made;
}

function when<T>(list: readonly T[], make: (list: readonly T[]) => Buffer): Buffer[] {
  return list.length > 0 ? [make(list)] : [];
}

type Constraints = NonNullable<Profile['extensions']['nameConstraints']>;

function constraintsOf({ permitted, excluded }: Constraints): Buffer {
  return ext.nameConstraints({ permitted: subtreesOf(permitted), excluded: subtreesOf(excluded) });
}

function subtreesOf(names: Constraints['permitted']): readonly GeneralSubtree[] {
  const of = (type: 'dns' | 'ip' | 'email') => (names?.[type] ?? []).map((value) => ({ type, value }));
  return [...of('dns'), ...of('ip'), ...of('email')];
}
