import { type Asked, openFront, type Said } from './front.ts';

type Settings = { readonly name?: string; readonly origination_date?: number };
type Policy = { readonly phases: { readonly delete?: { readonly min_age: string } } };

const dayMs = 86_400_000;
const prefix = 'index.lifecycle.';

/**
 * A real node, before which the documented interface of index lifecycle management is answered: status,
 * policies, `index.lifecycle.*` of indices and templates, removal. The published jars lack that module. Deletes by
 * `run` alone, where the module would look every ten minutes.
 */
export async function openLifecycleCluster(node: string) {
  const policies = new Map<string, Policy>();
  const templates = new Map<string, { patterns: readonly string[]; settings: Settings }>();
  const indices = new Map<string, Settings>();

  const fits = (patterns: readonly string[], name: string) =>
    patterns.some((each) => new RegExp(`^${each.replaceAll('*', '.*')}$`).test(name));
  const answer = async ({ method, url, body }: Asked): Promise<Said> => {
    const [first = '', second, third] = decodeURIComponent(url.pathname).slice(1).split('/');
    const json = () => JSON.parse(body);
    if (first === '_ilm' && second === 'status') return { status: 200, body: { operation_mode: 'RUNNING' } };
    if (first === '_ilm' && second === 'policy' && third) {
      const policy = policies.get(third);
      if (method === 'PUT') {
        policies.set(third, json().policy);
        return { status: 200, body: { acknowledged: true } };
      }
      if (policy === undefined)
        return { status: 404, body: { error: { type: 'resource_not_found_exception' } } };
      return { status: 200, body: { [third]: { version: 1, modified_date: 0, policy } } };
    }
    if (second === '_ilm' && third === 'remove') {
      for (const name of indices.keys()) if (fits(first.split(','), name)) indices.delete(name);
      return { status: 200, body: { has_failures: false, failed_indexes: [] } };
    }
    if (second === '_settings' && method === 'GET') {
      const own = [...indices].filter(([name]) => fits(first.split(','), name));
      const shown = own.map(([name, lifecycle]) => [name, { settings: { index: { lifecycle } } }]);
      return { status: 200, body: Object.fromEntries(shown) };
    }
    if (second === '_settings' && method === 'PUT') {
      const { kept, rest } = split(json().settings ?? json());
      if (kept === undefined) return undefined;
      if (Object.keys(rest).length > 0) throw new Error(`other settings beside: ${Object.keys(rest)}`);
      if (!policies.has(kept.name ?? '')) throw new Error(`no policy ${kept.name}`);
      indices.set(first, kept);
      return { status: 200, body: { acknowledged: true } };
    }
    if (method === 'DELETE') indices.delete(first);
    return undefined;
  };
  // The node refuses settings of a module that it lacks: they are taken out on their way.
  const rewrite = ({ method, url, body }: Asked): string => {
    const [first = '', name = ''] = decodeURIComponent(url.pathname).slice(1).split('/');
    if (method !== 'PUT' || first.startsWith('_') !== (first === '_index_template')) return body;
    if (first !== '_index_template' && name !== '') return body;
    const asked = JSON.parse(body || '{}');
    const holder = first === '_index_template' ? (asked.template ?? {}) : asked;
    const { kept, rest } = split(holder.settings ?? {});
    holder.settings = rest;
    if (first === '_index_template') {
      if (kept) templates.set(name, { patterns: asked.index_patterns, settings: kept });
    } else {
      const before = [...templates.values()].find(({ patterns }) => fits(patterns, first))?.settings;
      if (kept || before) indices.set(first, { ...before, ...kept });
    }
    return body === '' ? '' : JSON.stringify(asked);
  };
  const front = await openFront(node, { answer, rewrite });
  return {
    url: front.url,
    close: front.close,
    /** Indices that a policy was given to. */
    given: () => [...indices].filter(([, { name }]) => name !== undefined).map(([index]) => index),
    /** What the module does from time to time. @param now by the clock of the cluster */
    async run(now: number): Promise<void> {
      for (const [index, { name, origination_date: begun }] of [...indices]) {
        const age = policies.get(name ?? '')?.phases.delete?.min_age;
        if (age === undefined || begun === undefined) continue;
        if (!/^\d+d$/.test(age)) throw new Error(`an age that is not read here: ${age}`);
        if (now - begun < Number.parseInt(age, 10) * dayMs) continue;
        await fetch(`${node}/${index}`, { method: 'DELETE' });
        indices.delete(index);
      }
    },
  };
}

/** Settings of the module, however they were spelt, and all others. */
function split(settings: Record<string, unknown>): { kept: Settings | undefined; rest: object } {
  const { index, ...others } = settings as { index?: Record<string, unknown> };
  const { lifecycle, ...beside } = index ?? {};
  const kept: Record<string, unknown> = { ...(lifecycle as object | undefined) };
  const rest: Record<string, unknown> = index === undefined ? {} : { index: beside };
  for (const [name, value] of Object.entries(others)) {
    if (name.startsWith(prefix)) kept[name.slice(prefix.length)] = value;
    else rest[name] = value;
  }
  return { kept: Object.keys(kept).length > 0 ? (kept as Settings) : undefined, rest };
}
