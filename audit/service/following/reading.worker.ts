import { parentPort, workerData } from 'node:worker_threads';
import { createSqlParser } from '../../adapters/sql-parser.ts';
import { Damage } from '../../evidence/damage.ts';
import { createBlockReader, readRecords } from '../../evidence/reader.ts';
import type { Found } from '../../evidence/segments.ts';
import { buffersOf, type Prepared, type StoreForm } from '../../stores/prepare.ts';
import { type Call, end, type Reply } from '../../thread-calls.ts';
import { type RuleSources, rulesOf } from '../detection/rule-set.ts';
import { createNormaliser, type EventTitles, type SourceFacts } from '../normalise.ts';
import { createDocuments, shareDocuments } from './documents.ts';
import { createReading } from './reading.ts';

export type ReadingSettings = {
  /** Of the evidence log; read only. */
  readonly evidence: string;
  readonly rules: RuleSources;
  readonly timeZone: string;
  readonly titles: EventTitles;
};

type From = { readonly from: number; readonly limit: number; readonly places: readonly Found[] };
export type ReadingCall =
  | ({ readonly kind: 'prepare'; readonly form: StoreForm } & From)
  | ({ readonly kind: 'detect' } & From)
  | { readonly kind: 'save' }
  | { readonly kind: 'restore'; readonly state: string | null; readonly now: number };

/** What the thread has to know from now on. */
export type ReadingFacts =
  | { readonly kind: 'sources'; readonly sources: ReadonlyMap<string, SourceFacts> }
  | { readonly kind: 'rules-off'; readonly ids: ReadonlySet<string> }
  /** The evidence begins with this record by now: files of what was before it are let go of. */
  | { readonly kind: 'first-kept'; readonly index: number };

/** A file of the evidence is not what it must be; what else goes wrong comes as an Error. */
export type DamageSaid = Pick<Damage, 'file' | 'reason'>;

const { evidence, rules, timeZone, titles } = workerData as ReadingSettings;
const blocks = createBlockReader(evidence);
let sources: ReadonlyMap<string, SourceFacts> = new Map();
/** Where the records of the call at hand lie; read before anything is waited for. */
let places: readonly Found[] = [];
const { toFields } = createNormaliser({
  source: (id) => sources.get(id),
  sql: await createSqlParser(),
  timeZone,
  titles,
});
const documents = shareDocuments(
  createDocuments({
    evidence: { read: (from, limit) => readRecords(blocks, places, from, limit) },
    toFields,
  }),
);
const reading = createReading({ documents, rules: rulesOf(rules) });

function answer(body: ReadingCall): Promise<unknown> {
  if ('places' in body) places = body.places;
  switch (body.kind) {
    case 'prepare':
      return reading.prepare(body.form, body.from, body.limit);
    case 'detect':
      return reading.detect(body.from, body.limit);
    case 'save':
      return reading.save();
    case 'restore':
      return reading.restore(body.state, body.now);
  }
}

async function learn(fact: ReadingFacts): Promise<void> {
  if (fact.kind === 'sources') {
    sources = fact.sources;
    documents.forget();
  } else if (fact.kind === 'rules-off') reading.setOff(fact.ids);
  else await blocks.forget(fact.index);
}

async function reply({ call, body }: Call<ReadingCall>): Promise<void> {
  try {
    const value = await answer(body);
    parentPort?.postMessage({ call, value } satisfies Reply, handedOver(value));
  } catch (error) {
    const fault =
      error instanceof Damage ? ({ file: error.file, reason: error.reason } satisfies DamageSaid) : error;
    parentPort?.postMessage({ call, fault } satisfies Reply);
  }
}

function handedOver(value: unknown): ArrayBuffer[] {
  const { prepared } = (value ?? {}) as { readonly prepared?: Prepared };
  return prepared === undefined ? [] : buffersOf(prepared);
}

async function close(): Promise<void> {
  await blocks.forget();
  parentPort?.close();
}

parentPort?.on('message', (message: Call<ReadingCall> | ReadingFacts | typeof end) => {
  if (message === end) return close();
  return 'kind' in message ? learn(message) : reply(message);
});
