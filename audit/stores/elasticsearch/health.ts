import type { Client } from '@elastic/elasticsearch';
import type { AppError } from '#platform/kernel/errors.ts';
import type { StoreHealth } from '../health.ts';
import { explained } from './faults.ts';
import type { IndexNames } from './names.ts';

type Deps = {
  readonly client: Client;
  readonly names: IndexNames;
  readonly retention: StoreHealth['retention'];
  readonly lastFault: AppError | null;
};

const states = { green: 'ok', yellow: 'weak', red: 'failing' } as const;

/** Never throws but `signal.reason`. */
export async function healthOf(
  { client, names, retention, lastFault }: Deps,
  signal: AbortSignal,
): Promise<StoreHealth> {
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
      fault: lastFault?.texts ?? null,
      retention,
      cluster: {
        versions: [...new Set(nodes.map(({ version }) => version ?? ''))].sort(),
        indices: Object.keys(own.indices ?? {}).filter((name) => names.dayOf(name) !== undefined).length,
        shards: Number.isFinite(limit) ? { used, limit } : null,
      },
    };
  } catch (error) {
    signal.throwIfAborted();
    return { state: 'failing', fault: explained(error).texts, retention, cluster: null };
  }
}
