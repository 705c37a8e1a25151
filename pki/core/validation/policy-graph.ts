import { oid } from '../oids.ts';

/**
 * The valid_policy_graph of RFC 9618 §5.1, which takes the place of the tree of RFC 5280 §6.1.2: one node
 * for each policy at each depth, so that it cannot grow faster than the certificates do.
 */
export type PolicyGraph = {
  /** True once no policy is valid: the graph is NULL. */
  readonly isNull: boolean;
  /** §6.1.3 (d): takes in the policies of the next certificate. `anyAllowed` is condition (d)(2). */
  extend(policies: readonly string[], anyAllowed: boolean): void;
  /** §6.1.3 (e) */
  clear(): void;
  /** §6.1.4 (b)(1): from issuer's to subject's policies. */
  map(mappings: ReadonlyMap<string, ReadonlySet<string>>): void;
  /** §6.1.4 (b)(2): policies that are mapped while mapping is inhibited. */
  remove(policies: Iterable<string>): void;
  /** §6.1.5 (g): the policies that the authorities allow. */
  authorityPolicies(): Set<string>;
};

type Node = { readonly policy: string; expected: ReadonlySet<string>; readonly parents: Set<Node> };
type Level = Map<string, Node>;

const any = oid.anyPolicy;

export function createPolicyGraph(): PolicyGraph {
  let levels: Level[] = [new Map([[any, node(any, new Set([any]), [])]])];

  /** §6.1.3 (d)(3): nodes above that lead nowhere go away. */
  function prune(): void {
    for (let depth = levels.length - 1; depth > 0; depth--) {
      const used = new Set<Node>();
      for (const child of levels[depth]!.values()) for (const parent of child.parents) used.add(parent);
      const above = levels[depth - 1]!;
      for (const parent of [...above.values()]) if (!used.has(parent)) above.delete(parent.policy);
    }
    if (levels[levels.length - 1]!.size === 0) levels = [];
  }

  return {
    get isNull() {
      return levels.length === 0;
    },

    extend(policies, anyAllowed) {
      const above = levels[levels.length - 1];
      if (above === undefined) return;
      const level: Level = new Map();
      const expecting = parentsByExpected(above);
      const anyNode = above.get(any);
      for (const policy of policies) {
        if (policy === any) continue;
        const parents = expecting.get(policy) ?? (anyNode ? [anyNode] : []);
        if (parents.length > 0) level.set(policy, node(policy, new Set([policy]), parents));
      }
      if (anyAllowed && policies.includes(any)) {
        for (const [policy, parents] of expecting) {
          if (!level.has(policy)) level.set(policy, node(policy, new Set([policy]), parents));
        }
      }
      levels.push(level);
      prune();
    },

    clear() {
      levels = [];
    },

    map(mappings) {
      const level = levels[levels.length - 1];
      if (level === undefined) return;
      const anyNode = level.get(any);
      for (const [policy, expected] of mappings) {
        const present = level.get(policy);
        if (present) present.expected = expected;
        else if (anyNode) level.set(policy, node(policy, expected, anyNode.parents));
      }
    },

    remove(policies) {
      const level = levels[levels.length - 1];
      if (level === undefined) return;
      for (const policy of policies) level.delete(policy);
      prune();
    },

    authorityPolicies() {
      const policies = new Set<string>();
      for (const level of levels.slice(1)) {
        for (const { policy, parents } of level.values()) {
          const belowAny = [...parents].every((parent) => parent.policy === any);
          if (policy !== any && belowAny) policies.add(policy);
        }
      }
      if (levels.length > 1 && levels[levels.length - 1]!.has(any)) policies.add(any);
      return policies;
    },
  };
}

function node(policy: string, expected: ReadonlySet<string>, parents: Iterable<Node>): Node {
  return { policy, expected, parents: new Set(parents) };
}

function parentsByExpected(level: Level): Map<string, Node[]> {
  const parents = new Map<string, Node[]>();
  for (const above of level.values()) {
    for (const policy of above.expected) {
      const list = parents.get(policy);
      if (list) list.push(above);
      else parents.set(policy, [above]);
    }
  }
  return parents;
}
