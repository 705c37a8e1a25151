import type { Certificate } from '../x509/certificate.ts';
import type { GeneralName } from '../x509/general-name.ts';
import type { PublicKeyInfo } from '../x509/public-key.ts';
import type { AlgorithmPolicy } from './algorithm-policy.ts';
import { createPolicyGraph, type PolicyGraph } from './policy-graph.ts';
import type { RevocationChecker } from './revocation/checker.ts';
import type { SignatureChecker } from './signatures.ts';
import type { Limits, ValidationRequest } from './types.ts';

/** What stays the same while one request is answered. */
export type Session = {
  readonly request: ValidationRequest;
  readonly algorithms: AlgorithmPolicy;
  readonly strict: boolean;
  readonly limits: Limits;
  readonly signatures: SignatureChecker;
  readonly revocation: RevocationChecker | undefined;
};

/** The state variables of RFC 5280 §6.1.2, under their own names. */
export type State = {
  policyGraph: PolicyGraph;
  /** (b): a name must be in one subtree of each list that speaks of its form. */
  readonly permittedSubtrees: (readonly GeneralName[])[];
  /** (c) */
  readonly excludedSubtrees: GeneralName[];
  /** (d) */
  explicitPolicy: number;
  /** (e) */
  inhibitAnyPolicy: number;
  /** (f) */
  policyMapping: number;
  /** (g), (h), (i): the key of the issuer, with inherited parameters in place. */
  workingKey: PublicKeyInfo;
  /** (k) */
  maxPathLength: number;
  /** Comparisons of names that may still be made. */
  nameComparisonsLeft: number;
};

/** One certificate in its place. `index` counts from the trust anchor (0) to the leaf (`length`). */
export type Place = {
  readonly certificate: Certificate;
  /** The certificate above; the anchor itself at the anchor. */
  readonly issuer: Certificate;
  readonly index: number;
  /** n of §6.1: certificates below the anchor. */
  readonly length: number;
  readonly isLeaf: boolean;
  /** The whole path, trust anchor first. */
  readonly path: readonly Certificate[];
};

/** RFC 5280 §6.1.2. `length` is n. */
export function initialState(session: Session, anchor: Certificate, length: number): State {
  const { policies = {}, maxDepth } = session.request;
  return {
    policyGraph: createPolicyGraph(),
    permittedSubtrees: [],
    excludedSubtrees: [],
    explicitPolicy: policies.requireExplicit ? 0 : length + 1,
    inhibitAnyPolicy: policies.inhibitAny ? 0 : length + 1,
    policyMapping: policies.inhibitMapping ? 0 : length + 1,
    workingKey: anchor.publicKey,
    maxPathLength: Math.min(maxDepth ?? length, length),
    nameComparisonsLeft: session.limits.nameComparisons,
  };
}
