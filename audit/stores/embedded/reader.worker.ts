import { statSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import type { Query } from '../../core/query/ast.ts';
import type { EventDocument } from '../../core/record.ts';
import { type Call, end, type Reply } from '../../thread-calls.ts';
import type { SearchOptions, TimeRange } from '../reader.ts';
import { count, histogram, type OpenDay, search, tail } from './answers.ts';
import { type DayReader, openDayReader } from './day-reader.ts';
import { facets } from './facets.ts';
import { type Fault, faultOf } from './faults.ts';
import { daysIn, eventsFile, indexFile } from './files.ts';
import { createPace } from './pace.ts';

export type Question =
  | {
      readonly kind: 'search';
      readonly query: Query;
      readonly options: Omit<SearchOptions, 'cursor'> & { readonly cursor: bigint | null };
    }
  | { readonly kind: 'count'; readonly query: Query; readonly range: TimeRange }
  | {
      readonly kind: 'histogram';
      readonly query: Query;
      readonly range: { readonly from: number; readonly to: number; readonly buckets: number };
    }
  | {
      readonly kind: 'facets';
      readonly query: Query;
      readonly options: TimeRange & { readonly field: string; readonly size: number };
    }
  | {
      readonly kind: 'tail';
      readonly query: Query;
      readonly options: { readonly after: number; readonly limit: number };
    }
  | { readonly kind: 'get'; readonly day: string; readonly index: number };

export type ReaderCall = {
  readonly question: Question;
  readonly flag: Int32Array;
  readonly deadline: number;
};

const folder = workerData as string;
const mostOpen = 200;
const open = new Map<string, { readonly reader: DayReader; readonly files: string }>();

/** Tells the files of a day from others that took their place. */
function filesOf(day: string): string {
  return [eventsFile(folder, day), indexFile(folder, day)]
    .map((file) => statSync(file, { throwIfNoEntry: false })?.ino ?? 0)
    .join('-');
}

function close(day: string): void {
  open.get(day)?.reader.close();
  open.delete(day);
}

let at = folder;

function openDay(day: string): OpenDay {
  at = eventsFile(folder, day);
  const files = filesOf(day);
  const known = open.get(day);
  if (known?.files === files && known.reader.words.codes.size > 0) return { day, reader: known.reader };
  close(day);
  for (const other of open.keys()) if (open.size >= mostOpen) close(other);
  const reader = openDayReader(eventsFile(folder, day), indexFile(folder, day));
  open.set(day, { reader, files });
  return { day, reader };
}

function openDays(): OpenDay[] {
  const days = daysIn(folder);
  for (const day of [...open.keys()]) if (!days.includes(day)) close(day);
  return days.map(openDay);
}

function answer({ question, flag, deadline }: ReaderCall): unknown {
  const pace = createPace(flag, deadline);
  pace.step();
  switch (question.kind) {
    case 'search':
      return search(openDays(), question.query, question.options, pace);
    case 'count':
      return count(openDays(), question.query, question.range, pace);
    case 'histogram':
      return histogram(openDays(), question.query, question.range, pace);
    case 'facets':
      return facets(openDays(), question.query, question.options, pace);
    case 'tail':
      return tail(openDays(), question.query, question.options, pace);
    case 'get': {
      if (!daysIn(folder).includes(question.day)) return null;
      return openDay(question.day).reader.byIndex(question.index)?.fields satisfies
        | EventDocument['fields']
        | undefined;
    }
  }
}

parentPort?.on('message', (message: Call<ReaderCall> | typeof end) => {
  if (message === end) {
    for (const day of [...open.keys()]) close(day);
    parentPort?.close();
    return;
  }
  const { call, body } = message;
  let reply: Reply<Fault>;
  try {
    at = folder;
    reply = { call, value: answer(body) };
  } catch (error) {
    reply = { call, fault: faultOf(error, at) };
    if (reply.fault.kind === 'broken') for (const day of [...open.keys()]) close(day);
  }
  parentPort?.postMessage(reply);
});
