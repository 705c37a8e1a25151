import type { Client } from '@elastic/elasticsearch';
import { auditErrors } from '../../errors.ts';
import { statusOf } from './faults.ts';
import type { IndexNames } from './names.ts';
import { isOwn } from './template.ts';

/** The daily indices of events. */
export type Days = {
  /** Makes an index when it is not there; asks the cluster once a name. @throws audit.elasticsearch-foreign */
  ensure(index: string, signal: AbortSignal): Promise<void>;
  /** Deletes the days before `day`. @returns how many indices */
  dropBefore(day: string, signal: AbortSignal): Promise<number>;
};

/** @param retention `cluster`: a policy counts the age of an index, from the day that it is for */
export function daysOf(client: Client, names: IndexNames, retention: 'cluster' | 'job'): Days {
  const known = new Set<string>();

  async function ensure(index: string, signal: AbortSignal): Promise<void> {
    if (known.has(index)) return;
    const begun = Date.parse(`${names.dayOf(index)}T00:00:00Z`);
    const lifecycle =
      retention === 'cluster' ? { settings: { 'index.lifecycle.origination_date': begun } } : {};
    try {
      await client.indices.create({ index, wait_for_active_shards: 1, ...lifecycle }, { signal });
    } catch (error) {
      if (!String((error as Error).message).includes('resource_already_exists')) throw error;
    }
    const found = await client.indices.getMapping({ index, filter_path: '*.mappings._meta' }, { signal });
    if (!isOwn(found[index]?.mappings._meta)) {
      throw auditErrors['elasticsearch-foreign']({ name: index, why: '' });
    }
    known.add(index);
  }

  return {
    ensure,
    async dropBefore(day, signal) {
      const index = names.patterns.join(',');
      const listed = await client.cat.indices({ index, h: 'index', format: 'json' }, { signal });
      const old = listed.flatMap(({ index: name = '' }) => {
        const of = names.dayOf(name);
        return of !== undefined && of < day ? [name] : [];
      });
      for (const name of old) {
        try {
          await client.indices.delete({ index: name }, { signal });
        } catch (error) {
          if (statusOf(error) !== 404) throw error;
        }
        known.delete(name);
      }
      return old.length;
    },
  };
}
