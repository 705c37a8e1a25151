import type { EcsFields, EventDocument, StoredRecord } from '../../core/record.ts';
import { dayOf, eventId } from '../../core/record.ts';
import type { EvidenceLog } from '../../ports.ts';

/** Reads evidence as documents of a store. */
export type Documents = {
  /** Documents from place `from` on, at most `limit`; none at the end of the log. */
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
  return {
    async read(from, limit) {
      const records = await evidence.read(from, limit);
      return records.map((record) => ({
        id: eventId(record.receivedAt, record.index),
        index: record.index,
        day: dayOf(record.receivedAt),
        fields: toFields(record),
      }));
    },
  };
}

/**
 * The same for several followers beside each other: what one of them read lately is not made again for the next,
 * until `forget` says that it would be made otherwise now. Reads up to the next multiple of `limit`, so that
 * followers that were apart meet again at the same places.
 */
export function shareDocuments(documents: Documents): Documents & { forget(): void } {
  const recent = new Map<string, Promise<readonly EventDocument[]>>();
  return {
    forget: () => recent.clear(),
    read(from, limit) {
      const most = limit - (from % limit);
      const key = `${from} ${most}`;
      const known = recent.get(key);
      if (known !== undefined) return known;
      const batch = documents.read(from, most);
      recent.set(key, batch);
      if (recent.size > sharedBatches) recent.delete(recent.keys().next().value!);
      // A failed or empty read is no batch to share: the next caller asks the log again.
      const forget = () => recent.get(key) === batch && recent.delete(key);
      batch.then((documents) => documents.length === 0 && forget(), forget);
      return batch;
    },
  };
}
