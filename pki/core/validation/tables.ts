import type { Check } from './check.ts';
import { algorithmAgreement, keyStrength, signatureStrength } from './checks/algorithms.ts';
import { alternativeNames } from './checks/alternative-names.ts';
import { issuerName, revocation, signature, validity } from './checks/basic.ts';
import { caConsistency } from './checks/ca-consistency.ts';
import { criticalExtensions } from './checks/critical-extensions.ts';
import { criticality } from './checks/criticality.ts';
import { isCa, mayCertify, pathLength, takeKey, takePathLength } from './checks/issuing.ts';
import { keyIdentifiers } from './checks/key-identifiers.ts';
import { nameConstraints, takeNameConstraints } from './checks/name-constraints.ts';
import { namesPresent } from './checks/names-present.ts';
import {
  countDown,
  explicitPolicy,
  leafExplicitPolicy,
  mapPolicies,
  noAnyPolicyMapping,
  policyIntersection,
  takePolicies,
  takePolicyConstraints,
} from './checks/policies.ts';
import { keyPurpose, keyUsage, peerNames } from './checks/purpose.ts';
import { serialNumber } from './checks/serial-number.ts';
import { version3 } from './checks/version.ts';
import { wellFormed } from './checks/well-formed.ts';

/** What only a certificate that no conforming CA issues fails (RFC 5280 §4). */
export const conformanceChecks: readonly Check[] = [
  version3,
  serialNumber,
  namesPresent,
  criticality,
  keyIdentifiers,
  caConsistency,
  alternativeNames,
];

/** The trust anchor: what it limits is taken in (RFC 5280 §6.1.1 (d), RFC 5937 §3). */
export const anchorChecks: readonly Check[] = [
  keyStrength,
  validity,
  criticalExtensions,
  isCa,
  mayCertify,
  keyPurpose,
  takeNameConstraints,
  takePathLength,
];

/** Every certificate below the anchor (RFC 5280 §6.1.3). */
export const basicChecks: readonly Check[] = [
  algorithmAgreement,
  signatureStrength,
  keyStrength,
  signature,
  validity,
  revocation,
  issuerName,
  nameConstraints,
  takePolicies,
  explicitPolicy,
];

/** Every certificate between the anchor and the leaf (RFC 5280 §6.1.4). */
export const preparationChecks: readonly Check[] = [
  noAnyPolicyMapping,
  mapPolicies,
  takeKey,
  takeNameConstraints,
  countDown,
  takePolicyConstraints,
  isCa,
  pathLength,
  takePathLength,
  mayCertify,
  criticalExtensions,
  keyPurpose,
];

/** The leaf (RFC 5280 §6.1.5), then what the caller asked of it. */
export const leafChecks: readonly Check[] = [
  leafExplicitPolicy,
  criticalExtensions,
  policyIntersection,
  keyUsage,
  keyPurpose,
  peerNames,
];

export const readabilityChecks: readonly Check[] = [wellFormed];
