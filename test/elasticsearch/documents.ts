import {
  dayOf,
  type EcsFields,
  type EventDocument,
  eventId,
  type NewRecord,
  type StoredRecord,
} from '../../audit/core/record.ts';

const begin = Date.parse('2026-11-21T22:00:00.000Z');
const kinds = ['network', 'operations', 'database', 'business'];

/** Events `from` to `to` of the log (without `to`), over three days and all classes. */
export function documentsOf(from: number, to: number): EventDocument[] {
  return Array.from({ length: to - from }, (_, i): EventDocument => {
    const index = from + i;
    const time = begin + index * 15_000;
    return {
      id: eventId(time, index),
      index,
      day: dayOf(time),
      fields: {
        '@timestamp': new Date(time).toISOString(),
        message: `第${index}条：查询低保金发放记录`,
        event: { original: `<134>1 web${index % 7} 第${index}条：查询低保金发放记录`, outcome: 'success' },
        user: { name: `user${index % 50}` },
        anmin: { class: kinds[index % 4]!, source: 'test' },
      },
    };
  });
}

/** Records `from` to `to` (without `to`) of one source. */
export function recordsOf(from: number, to: number): NewRecord[] {
  return Array.from({ length: to - from }, (_, i) => ({
    source: 'test',
    raw: Buffer.from(`第${from + i}条 查询低保金`),
    eventTime: null,
    receivedAt: begin + (from + i) * 1000,
  }));
}

export function toFields({ raw, receivedAt, index }: StoredRecord): EcsFields {
  const original = raw.toString();
  return {
    '@timestamp': new Date(receivedAt).toISOString(),
    message: original,
    event: { original },
    anmin: { source: 'test', sequence: index, class: 'business' },
  };
}

/** Ids of all events in a cluster, by asking it rather than the store; with those that are there twice. */
export async function idsIn(node: string, prefix: string): Promise<string[]> {
  const index = `${prefix}-*-2026-*`;
  await fetch(`${node}/${index}/_refresh`, { method: 'POST' });
  const ids: string[] = [];
  for (let after: number | undefined; ; ) {
    const answer = await fetch(`${node}/${index}/_search?allow_partial_search_results=false`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        size: 10_000,
        _source: false,
        query: { range: { index: { gt: after ?? -1 } } },
        sort: [{ index: 'asc' }],
      }),
    });
    if (!answer.ok) throw new Error(await answer.text());
    const { hits } = (await answer.json()) as { hits: { hits: { _id: string; sort: [number] }[] } };
    ids.push(...hits.hits.map((hit) => hit._id));
    if (hits.hits.length < 10_000) return ids.sort();
    after = hits.hits.at(-1)!.sort[0];
  }
}
