import type { Client } from '@elastic/elasticsearch';
import { reasonOf } from './faults.ts';
import type { IndexNames } from './names.ts';

export type Health = {
  /**
   * `ok`: every copy of every index is there; `weak`: some copies are missing, all events are searchable;
   * `failing`: events are missing or nothing answers.
   */
  readonly state: 'ok' | 'weak' | 'failing';
  /** Of each node that takes part, such as `9.0.4`. */
  readonly versions: readonly string[];
  readonly indices: number;
  /** Shards of all indices in the cluster and how many it takes; a new day needs some. Null: not known. */
  readonly shards: { readonly used: number; readonly limit: number } | null;
  /** Who deletes old days: a policy of the cluster, our job; null: not asked yet. */
  readonly retention: 'cluster' | 'job' | null;
  /** What the last attempt to write, or this question, failed on; null: nothing. */
  readonly fault: string | null;
};

type Deps = {
  readonly client: Client;
  readonly names: IndexNames;
  readonly retention: Health['retention'];
  readonly lastFault: string | null;
};

const states = { green: 'ok', yellow: 'weak', red: 'failing' } as const;

/** Never throws but `signal.reason`. */
export async function healthOf(
  { client, names, retention, lastFault }: Deps,
  signal: AbortSignal,
): Promise<Health> {
  signal.throwIfAborted();
  const quick = { signal, requestTimeout: 5000 };
  try {
    const index = [...names.patterns, names.state].join(',');
    const own = await client.cluster.health({ index, level: 'indices', timeout: '1s' }, quick);
    const all = await client.cluster.health({ timeout: '1s' }, quick);
    const nodes = await client.cat.nodes({ h: 'version', format: 'json' }, quick);
    const settings = (await client.cluster.getSettings(
      { include_defaults: true, filter_path: '*.cluster.max_shards_per_node' },
      quick,
    )) as unknown as Record<string, { cluster?: { max_shards_per_node?: string } } | undefined>;
    const limits = [settings.transient, settings.persistent, settings.defaults];
    const perNode = limits
      .map((each) => each?.cluster?.max_shards_per_node)
      .find((each) => each !== undefined);
    const limit = Number(perNode ?? Number.NaN) * all.number_of_data_nodes;
    const used = all.active_shards + all.unassigned_shards + all.initializing_shards;
    return {
      state: states[own.status.toLowerCase() as keyof typeof states],
      versions: [...new Set(nodes.map(({ version }) => version ?? ''))].sort(),
      indices: Object.keys(own.indices ?? {}).filter((name) => names.dayOf(name) !== undefined).length,
      shards: Number.isFinite(limit) ? { used, limit } : null,
      retention,
      fault: lastFault,
    };
  } catch (error) {
    signal.throwIfAborted();
    return { state: 'failing', versions: [], indices: 0, shards: null, retention, fault: reasonOf(error) };
  }
}
