import { oid } from '../../oids.ts';
import type { Check } from '../check.ts';
import { finding } from '../findings.ts';

/** The policies of the certificate go into the graph. */
export const takePolicies: Check = {
  name: 'policies',
  clause: 'RFC 5280 §6.1.3 (d), (e); RFC 9618 §5.2',
  run({ certificate: { extensions, selfIssued }, isLeaf }, { policyGraph, inhibitAnyPolicy }) {
    const policies = extensions.read('certificatePolicies');
    if (policies === undefined) {
      policyGraph.clear();
      return 'not-applicable';
    }
    const anyAllowed = inhibitAnyPolicy > 0 || (!isLeaf && selfIssued);
    policyGraph.extend(
      policies.map((policy) => policy.oid),
      anyAllowed,
    );
    return 'passed';
  },
};

export const explicitPolicy: Check = {
  name: 'explicit-policy',
  clause: 'RFC 5280 §6.1.3 (f)',
  run: (_place, { explicitPolicy, policyGraph }) =>
    explicitPolicy > 0 || !policyGraph.isNull ? 'passed' : finding('policy-missing'),
};

export const noAnyPolicyMapping: Check = {
  name: 'policy-mapping-any',
  clause: 'RFC 5280 §6.1.4 (a)',
  run({ certificate: { extensions } }) {
    const mappings = extensions.read('policyMappings');
    if (mappings === undefined) return 'not-applicable';
    const any = mappings.some((m) => m.issuerDomain === oid.anyPolicy || m.subjectDomain === oid.anyPolicy);
    return any ? finding('policy-mapping-any') : 'passed';
  },
};

export const mapPolicies: Check = {
  name: 'policy-mappings',
  clause: 'RFC 5280 §6.1.4 (b); RFC 9618 §5.3',
  run({ certificate: { extensions } }, { policyGraph, policyMapping }) {
    const mappings = extensions.read('policyMappings');
    if (mappings === undefined) return 'not-applicable';
    const byIssuer = new Map<string, Set<string>>();
    for (const { issuerDomain, subjectDomain } of mappings) {
      const set = byIssuer.get(issuerDomain) ?? new Set();
      byIssuer.set(issuerDomain, set.add(subjectDomain));
    }
    if (policyMapping > 0) policyGraph.map(byIssuer);
    else policyGraph.remove(byIssuer.keys());
    return 'passed';
  },
};

/** Self-issued certificates do not count. */
export const countDown: Check = {
  name: 'policy-counters',
  clause: 'RFC 5280 §6.1.4 (h)',
  run({ certificate }, state) {
    if (certificate.selfIssued) return 'not-applicable';
    state.explicitPolicy = Math.max(0, state.explicitPolicy - 1);
    state.policyMapping = Math.max(0, state.policyMapping - 1);
    state.inhibitAnyPolicy = Math.max(0, state.inhibitAnyPolicy - 1);
    return 'passed';
  },
};

export const takePolicyConstraints: Check = {
  name: 'policy-constraints',
  clause: 'RFC 5280 §6.1.4 (i), (j)',
  run({ certificate: { extensions } }, state) {
    const constraints = extensions.read('policyConstraints');
    const inhibitAny = extensions.read('inhibitAnyPolicy');
    if (constraints === undefined && inhibitAny === undefined) return 'not-applicable';
    const { requireExplicitPolicy = Infinity, inhibitPolicyMapping = Infinity } = constraints ?? {};
    state.explicitPolicy = Math.min(state.explicitPolicy, requireExplicitPolicy);
    state.policyMapping = Math.min(state.policyMapping, inhibitPolicyMapping);
    state.inhibitAnyPolicy = Math.min(state.inhibitAnyPolicy, inhibitAny ?? Infinity);
    return 'passed';
  },
};

/** At the leaf the counter falls once more, and a requirement of zero takes effect at once. */
export const leafExplicitPolicy: Check = {
  name: 'leaf-policy-constraints',
  clause: 'RFC 5280 §6.1.5 (a), (b)',
  run({ certificate: { extensions } }, state) {
    state.explicitPolicy = Math.max(0, state.explicitPolicy - 1);
    if (extensions.read('policyConstraints')?.requireExplicitPolicy === 0) state.explicitPolicy = 0;
    return 'passed';
  },
};

/** The policies that both the authorities and the user accept are not empty, where that is required. */
export const policyIntersection: Check = {
  name: 'policy-intersection',
  clause: 'RFC 5280 §6.1.5 (g); RFC 9618 §5.4',
  run(_place, { explicitPolicy, policyGraph }, { request }) {
    const user = userPolicies(policyGraph.authorityPolicies(), request.policies?.initialSet);
    return explicitPolicy > 0 || user.size > 0 ? 'passed' : finding('policy-missing');
  },
};

/** The user-constrained-policy-set. `initial` undefined, or with anyPolicy in it, accepts every policy. */
export function userPolicies(
  authority: ReadonlySet<string>,
  initial: readonly string[] | undefined,
): Set<string> {
  if (initial === undefined || initial.includes(oid.anyPolicy)) return new Set(authority);
  if (authority.has(oid.anyPolicy)) return new Set(initial);
  return new Set(initial.filter((policy) => authority.has(policy)));
}
