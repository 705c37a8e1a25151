import { expect, it } from 'vitest';
import { linearRegex } from '../../adapters/linear-regex.ts';
import type { StoredRecord } from '../../core/record.ts';
import { loadRules } from '../../core/sigma/rule-set.ts';
import type { EventWriter } from '../../ports.ts';
import type { NewDeadLetter } from '../dead-letters/index.ts';
import { createDocuments } from './documents.ts';
import { createReading } from './reading.ts';
import { storeConsumer } from './store-consumer.ts';

it('what a store refuses of a batch comes to the dead letters together, as it was sent', async () => {
  const records: StoredRecord[] = ['one', '第二条 \u0000', 'three'].map((text, index) => ({
    source: 'web1',
    raw: Buffer.from(text),
    eventTime: null,
    receivedAt: Date.parse('2026-11-22T03:00:00.123Z') + index,
    index,
    sequence: index,
  }));
  const evidence = {
    size: () => records.length,
    read: async (from: number, limit: number) => records.slice(from, from + limit),
  };
  const documents = createDocuments({
    evidence,
    toFields: ({ raw }) => ({ event: { original: raw.toString() } }),
  });
  const reading = createReading({
    documents,
    rules: loadRules([], { regex: linearRegex, placeholders: {} }),
  });
  let position = 0;
  const writer: EventWriter = {
    form: { store: 'elasticsearch', prefix: 'x' },
    write: async () => [1, 2].map((index) => ({ id: String(index), index, reason: `bad ${index}` })),
    position: async () => position,
    setPosition: async (index) => {
      position = index;
    },
  };
  const added: (readonly NewDeadLetter[])[] = [];
  const deadLetters = { add: async (letters: readonly NewDeadLetter[]) => void added.push(letters) };
  const consumer = storeConsumer('store', writer, { evidence, reading, deadLetters });
  expect(await consumer.take(0, new AbortController().signal)).toBe(3);
  expect(position).toBe(3);
  const common = { source: 'web1', reason: 'refused-by-store', stage: 'store' };
  expect(added).toEqual([
    [
      {
        ...common,
        receivedAt: records[1]!.receivedAt,
        detail: 'bad 1',
        index: 1,
        text: '第二条 \u0000',
        bytes: 11,
      },
      { ...common, receivedAt: records[2]!.receivedAt, detail: 'bad 2', index: 2, text: 'three', bytes: 5 },
    ],
  ]);
});
