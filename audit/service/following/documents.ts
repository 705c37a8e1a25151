import type { EcsFields, EventDocument, StoredRecord } from '../../core/record.ts';
import { dayOf, eventId } from '../../core/record.ts';
import type { EvidenceLog } from '../../ports.ts';

/** Reads evidence as documents of a store. */
export type Documents = {
  /** Documents from place `from` on, up to the next multiple of `limit`; fewer, or none, at the end of the log. */
  read(from: number, limit: number): Promise<readonly EventDocument[]>;
};

/** Batches that followers beside each other share: each is parsed once while they keep pace. */
const sharedBatches = 4;

/**
 * @param toFields what a record says, as ECS fields; never throws
 */
export function createDocuments(deps: {
  readonly evidence: Pick<EvidenceLog, 'read'>;
  readonly toFields: (record: StoredRecord) => EcsFields;
}): Documents {
  const { evidence, toFields } = deps;
  const recent = new Map<number, Promise<readonly EventDocument[]>>();

  async function load(from: number, limit: number): Promise<readonly EventDocument[]> {
    const records = await evidence.read(from, limit);
    return records.map((record) => ({
      id: eventId(record.receivedAt, record.index),
      index: record.index,
      day: dayOf(record.receivedAt),
      fields: toFields(record),
    }));
  }

  return {
    async read(from, limit) {
      // Followers that were apart meet again at the same places, where they can share.
      const most = limit - (from % limit);
      const known = await recent.get(from);
      if (known && known.length > 0 && known.length <= most) return known;
      const batch = load(from, most);
      recent.set(from, batch);
      if (recent.size > sharedBatches) recent.delete(recent.keys().next().value!);
      // A failed or empty read is no batch to share: the next caller asks the log again.
      const forget = () => recent.get(from) === batch && recent.delete(from);
      batch.then((documents) => documents.length === 0 && forget(), forget);
      return batch;
    },
  };
}
