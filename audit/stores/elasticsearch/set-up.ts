import type { Client } from '@elastic/elasticsearch';
import { auditErrors } from '../../errors.ts';
import type { Retention } from './days.ts';
import { statusOf } from './faults.ts';
import type { IndexNames } from './names.ts';
import { isOwn, ownMark, type TemplateOptions, templateBody } from './template.ts';

export type SetUpOptions = TemplateOptions & { readonly retentionDays: number };

/**
 * Puts policy (where the cluster has such), template and the index of the position in place, and looks
 * whether what is there is ours. Nothing that is not is touched.
 * @returns who deletes old indices
 * @throws audit.elasticsearch-foreign
 */
export async function setUp(
  client: Client,
  names: IndexNames,
  { retentionDays, shards, replicas }: SetUpOptions,
): Promise<{ readonly retention: Retention }> {
  await checkTemplate(client, names);
  await checkIndices(client, names);
  const lifecycle = await hasLifecycle(client);
  if (lifecycle) await putPolicy(client, names.policy, retentionDays);
  await client.indices.putIndexTemplate({
    name: names.prefix,
    ...templateBody(names, { shards, replicas }),
  } as Parameters<typeof client.indices.putIndexTemplate>[0]);
  await checkWins(client, names);
  await makeState(client, names, replicas);
  return { retention: lifecycle ? 'cluster' : 'job' };
}

async function checkTemplate(client: Client, names: IndexNames): Promise<void> {
  const found = await client.indices.getIndexTemplate({ name: names.prefix }, { ignore: [404] });
  for (const { name, index_template: body } of found.index_templates ?? []) {
    const { owner, version } = (body._meta ?? {}) as { owner?: unknown; version?: unknown };
    if (owner !== ownMark.owner) throw foreign(`_index_template/${name}`);
    if (Number(version) > ownMark.version) throw foreign(`_index_template/${name}`, `version ${version}`);
  }
}

async function checkIndices(client: Client, names: IndexNames): Promise<void> {
  const index = [...names.patterns, names.state];
  const lenient = { index, ignore_unavailable: true, allow_no_indices: true } as const;
  const listed = await client.cat.indices({ index: names.patterns.join(','), h: 'index', format: 'json' });
  const marked = await client.indices.getMapping({ ...lenient, filter_path: '*.mappings._meta' });
  for (const { index: name = '' } of listed) {
    if (!isOwn(marked[name]?.mappings._meta)) throw foreign(name);
  }
}

/** Another template of a higher priority would give new indices another shape. */
async function checkWins(client: Client, names: IndexNames): Promise<void> {
  const [name = ''] = names.ofDay('2000-01-01');
  const { template } = await client.indices.simulateIndexTemplate({ name });
  if (!isOwn(template.mappings?._meta)) throw foreign(name);
}

/** Lifecycle policies are a module that a cluster may lack: its answer to the question says. */
async function hasLifecycle(client: Client): Promise<boolean> {
  try {
    await client.ilm.getStatus();
    return true;
  } catch (error) {
    if ([400, 404, 405].includes(statusOf(error) ?? 0)) return false;
    throw error;
  }
}

/**
 * An index is a day and is deleted whole; its age counts from the end of that day. No index has the policy
 * until our job releases it (`Days.dropBefore`).
 */
async function putPolicy(client: Client, name: string, retentionDays: number): Promise<void> {
  const known = await client.ilm.getLifecycle({ name }, { ignore: [404] });
  const meta = (known[name]?.policy as { _meta?: Record<string, unknown> } | undefined)?._meta;
  if (known[name] !== undefined && meta?.owner !== ownMark.owner) throw foreign(`_ilm/policy/${name}`);
  await client.ilm.putLifecycle({
    name,
    policy: {
      _meta: ownMark,
      phases: { hot: { actions: {} }, delete: { min_age: `${retentionDays + 1}d`, actions: { delete: {} } } },
    },
  });
}

async function makeState(client: Client, names: IndexNames, replicas: number): Promise<void> {
  const body = {
    settings: { number_of_shards: 1, number_of_replicas: replicas },
    mappings: { dynamic: 'false', _meta: ownMark },
  } as const;
  const answer = await client.indices.create({ index: names.state, ...body }, { ignore: [400], meta: true });
  if (answer.statusCode === 200) return;
  const found = await client.indices.getMapping({ index: names.state });
  if (!isOwn(found[names.state]?.mappings._meta)) throw foreign(names.state);
}

function foreign(name: string, why = ''): Error {
  return auditErrors['elasticsearch-foreign']({ name, why });
}
