import type { Client } from '@elastic/elasticsearch';
import { auditErrors } from '../../errors.ts';
import { statusOf } from './faults.ts';
import type { IndexNames } from './names.ts';
import { isOwn } from './template.ts';

/** Who deletes days that were released: a lifecycle policy of the cluster, or we ourselves. */
export type Retention = 'cluster' | 'job';

/** The daily indices of events. */
export type Days = {
  /** Makes an index when it is not there; asks the cluster once a name. @throws audit.elasticsearch-foreign */
  ensure(index: string, signal: AbortSignal): Promise<void>;
  /**
   * Deletes the days before `day`, or hands them to the policy of the cluster; takes others back from it.
   * @returns how many indices go
   */
  dropBefore(day: string, signal: AbortSignal): Promise<number>;
};

export function daysOf(client: Client, names: IndexNames, retention: Retention): Days {
  const known = new Set<string>();
  const patterns = names.patterns.join(',');

  async function ensure(index: string, signal: AbortSignal): Promise<void> {
    if (known.has(index)) return;
    try {
      await client.indices.create({ index, wait_for_active_shards: 1 }, { signal });
    } catch (error) {
      if (!String((error as Error).message).includes('resource_already_exists')) throw error;
    }
    const found = await client.indices.getMapping({ index, filter_path: '*.mappings._meta' }, { signal });
    if (!isOwn(found[index]?.mappings._meta)) {
      throw auditErrors['elasticsearch-foreign']({ name: index, why: '' });
    }
    known.add(index);
  }

  async function remove(index: string, signal: AbortSignal): Promise<void> {
    try {
      await client.indices.delete({ index }, { signal });
    } catch (error) {
      if (statusOf(error) !== 404) throw error;
    }
    known.delete(index);
  }

  /** The policy counts the age of an index from the day that it is for, by the clock of the cluster. */
  async function release(index: string, signal: AbortSignal): Promise<void> {
    const begun = Date.parse(`${names.dayOf(index)}T00:00:00Z`);
    const settings = { 'index.lifecycle.name': names.policy, 'index.lifecycle.origination_date': begun };
    await client.indices.putSettings({ index, settings }, { signal });
  }

  async function released(signal: AbortSignal): Promise<Set<string>> {
    const found = await client.indices.getSettings(
      { index: patterns, filter_path: '*.settings.index.lifecycle.name' },
      { signal },
    );
    const ours = Object.entries(found).filter(
      ([, { settings }]) => settings?.index?.lifecycle?.name === names.policy,
    );
    return new Set(ours.map(([index]) => index));
  }

  return {
    ensure,
    async dropBefore(day, signal) {
      const listed = await client.cat.indices({ index: patterns, h: 'index', format: 'json' }, { signal });
      const own = listed.flatMap(({ index = '' }) => (names.dayOf(index) === undefined ? [] : [index]));
      const old = own.filter((index) => names.dayOf(index)! < day);
      if (retention === 'job') {
        for (const index of old) await remove(index, signal);
        return old.length;
      }
      const given = await released(signal);
      // First what a hold keeps: it must not wait for the others.
      for (const index of own) {
        if (given.has(index) && !old.includes(index)) await client.ilm.removePolicy({ index }, { signal });
      }
      const more = old.filter((index) => !given.has(index));
      for (const index of more) await release(index, signal);
      return more.length;
    },
  };
}
