import { describe, expect, it } from 'vitest';
import { oid } from '../oids.ts';
import { createPolicyGraph } from './policy-graph.ts';

const any = oid.anyPolicy;

describe('policy graph', () => {
  it('ok/keeps what every certificate names', () => {
    const graph = createPolicyGraph();
    graph.extend(['1.1', '1.2'], true);
    graph.extend(['1.2', '1.3'], true);
    expect([...graph.authorityPolicies()]).toEqual(['1.2']);
  });

  it('ok/follows mappings to the policy of the issuer', () => {
    const graph = createPolicyGraph();
    graph.extend(['1.1'], true);
    graph.map(new Map([['1.1', new Set(['2.1'])]]));
    graph.extend(['2.1'], true);
    expect([...graph.authorityPolicies()]).toEqual(['1.1']);
  });

  it('ok/any stands for all until someone names one', () => {
    const graph = createPolicyGraph();
    graph.extend([any], true);
    expect([...graph.authorityPolicies()]).toEqual([any]);
    graph.extend(['1.1'], true);
    expect([...graph.authorityPolicies()]).toEqual(['1.1']);
  });

  it('fail/is empty once a certificate shares nothing, has none, or names any where that is inhibited', () => {
    const nothing = createPolicyGraph();
    nothing.extend(['1.1'], true);
    nothing.extend(['1.2'], true);
    expect(nothing.isNull).toBe(true);
    const none = createPolicyGraph();
    none.clear();
    expect(none.isNull).toBe(true);
    const inhibited = createPolicyGraph();
    inhibited.extend([any], false);
    expect(inhibited.isNull).toBe(true);
  });

  it('does not grow with the number of ways through mappings (CVE-2023-0464)', () => {
    const names = Array.from({ length: 30 }, (_, i) => `1.${i}`);
    const all = new Set(names);
    const graph = createPolicyGraph();
    const start = performance.now();
    for (let depth = 0; depth < 24; depth++) {
      graph.extend(names, true);
      graph.map(new Map(names.map((name) => [name, all])));
    }
    // A tree would hold 30^24 nodes here.
    expect(graph.authorityPolicies().size).toBe(30);
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});
