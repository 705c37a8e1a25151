import type { Certificate } from '../x509/certificate.ts';
import type { CertificateList } from '../x509/crl.ts';
import type { KeyUsage } from '../x509/key-usage.ts';
import type { OcspResponse } from '../x509/ocsp.ts';
import type { AlgorithmPolicy } from './algorithm-policy.ts';
import type { Finding, FindingCode } from './findings.ts';

/** A name that the peer must have. */
export type PeerName = { readonly kind: 'dns' | 'ip' | 'email'; readonly value: string };

/** Inputs (c), (e), (f), (g) of RFC 5280 §6.1.1. */
export type PolicyInputs = {
  /** Object identifiers; undefined stands for any policy. */
  readonly initialSet?: readonly string[];
  readonly requireExplicit?: boolean;
  readonly inhibitMapping?: boolean;
  readonly inhibitAny?: boolean;
};

/**
 * `off`: not looked at. `when-available`: a certificate whose issuer gave no list and no answer passes;
 * what was given must be good. `required`: every certificate needs a proof that it is not revoked.
 */
export type RevocationMode = 'off' | 'when-available' | 'required';

export type RevocationInputs = {
  readonly mode: RevocationMode;
  readonly crls?: readonly CertificateList[];
  readonly ocsp?: readonly OcspResponse[];
  /** The nonce that was sent; an answer must then carry the same one (RFC 9654). */
  readonly nonce?: Uint8Array;
};

/** Bounds on the search; the defaults are in `limits.ts`. */
export type Limits = {
  /** Certificates in a path, self-issued ones included. */
  readonly pathLength: number;
  /** Signature checks, of certificates, lists and answers. */
  readonly signatures: number;
  /** Certificates looked at while paths are built. */
  readonly visits: number;
  /** Whole paths that are processed. */
  readonly paths: number;
  /** Comparisons of a name with a constraint. */
  readonly nameComparisons: number;
  /** Paths of signers of lists and answers that are built and validated. */
  readonly signerPaths: number;
  /** CRL distribution points of one certificate that are followed. */
  readonly distributionPoints: number;
  /** Policies, and mappings, in one certificate. */
  readonly policies: number;
};

export type ValidationRequest = {
  readonly leaf: Certificate;
  readonly intermediates?: readonly Certificate[];
  readonly trustAnchors: readonly Certificate[];
  /** The moment at which the path must be valid. */
  readonly time: Date;
  /** Each of these must be among the names of the leaf. */
  readonly names?: readonly PeerName[];
  /** Key purposes (object identifiers); the leaf must allow each. */
  readonly eku?: readonly string[];
  /** Bits that the leaf must have where it has the extension. */
  readonly keyUsage?: readonly KeyUsage[];
  /** Intermediate certificates in the path, self-issued ones not counted. */
  readonly maxDepth?: number;
  readonly policies?: PolicyInputs;
  readonly revocation?: RevocationInputs;
  readonly algorithms?: AlgorithmPolicy;
  /**
   * `strict` also refuses certificates that no conforming CA issues (RFC 5280 §4: serial numbers, key
   * identifiers, criticality, syntax of names). `path-only` applies the algorithm of §6 alone.
   */
  readonly conformance?: 'strict' | 'path-only';
  readonly limits?: Partial<Limits>;
};

type StepOutcome = 'passed' | 'failed' | 'not-applicable';

/** One check of one certificate. */
export type Step = {
  readonly name: string;
  readonly clause: string;
  /** Position in `Report.path`: 0 is the leaf; undefined for a step about the path as a whole. */
  readonly subject: number | undefined;
  readonly outcome: StepOutcome;
  readonly reason?: Reason;
};

export type Reason = { readonly code: FindingCode; readonly zh: string; readonly en: string };

export type Report = {
  readonly valid: boolean;
  /** Leaf first, trust anchor last; of a path that failed as far as it was built. */
  readonly path: readonly Certificate[];
  readonly steps: readonly Step[];
  /** The step that failed. */
  readonly failure: (Step & { readonly reason: Reason }) | undefined;
  /** Policies of the authority and of the user (RFC 5280 §6.1.6), `2.5.29.32.0` standing for any. */
  readonly policies: { readonly authority: readonly string[]; readonly user: readonly string[] };
};

/** What a check answers: nothing to say against it, nothing to check, or what it found. */
export type CheckResult = 'passed' | 'not-applicable' | Finding;
