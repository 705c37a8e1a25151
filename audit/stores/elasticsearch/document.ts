import { addressHex, addressText } from '../../core/query/address.ts';
import { eachLeaf, type FieldType, fieldTable, type Leaf } from '../../core/query/fields.ts';
import { searchTokens, textBreak } from '../../core/query/search-tokens.ts';
import { keywordOf, numberOf, timeOf } from '../../core/query/values.ts';
import type { EcsFields, EventDocument } from '../../core/record.ts';
import { tokensOf } from '../../core/text/bigrams.ts';
import { placeOf } from '../reader.ts';

/**
 * How an event lies in Elasticsearch. `event` is the JSON of its fields as one text: what a sender makes up
 * (odd names, any depth, broken characters) never meets the cluster's own reading of objects, and comes back
 * to the byte. All else is made from it to be searched and is not kept in `_source`.
 */
export type IndexedEvent = {
  readonly index: number;
  readonly day: string;
  readonly event: string;
  readonly time: number | undefined;
  readonly second: number;
  /** Tokens apart by a space, of the text fields of `fieldTable` by their path. */
  readonly text: Record<string, string | string[]>;
  /** Tokens of what free text finds beside `text.event.original`. */
  readonly rest: string | undefined;
  /** Values of the fields of `fieldTable`, by type and path. */
  readonly keyword: Record<string, string[]>;
  readonly number: Record<string, number[]>;
  readonly date: Record<string, number[]>;
  readonly ip: Record<string, string[]>;
  /** `path=value` of every other field: a million names are one field here. */
  readonly other: readonly string[];
  /** Paths that have a value, with the objects that they are in. */
  readonly has: readonly string[];
};

/** A path that a query can name; others are found by free text alone. */
const nameable = /^[\p{L}_@][\p{L}\p{N}_@.-]{0,199}$/u;

export function otherTerm(path: string, value: string): string {
  return `${path}=${value}`;
}

/** What Elasticsearch makes of half a character: said here, so that both sides do it alike. */
export function wellFormed(text: string): string {
  return text.toWellFormed();
}

export function toIndexed(document: EventDocument): IndexedEvent {
  const { index, day, fields } = document;
  const values = new Values();
  eachLeaf(fields, (path, leaf) => values.add(path, leaf));
  const tokens = searchTokens(fields);
  const end = tokens.indexOf(textBreak);
  const original = end < 0 ? tokens : tokens.slice(0, end);
  if (original.length > 0) values.text['event.original'] = wellFormed(original.join(' '));
  return {
    index,
    day,
    event: JSON.stringify(fields),
    time: timeStamp(fields),
    second: placeOf(document).second,
    text: values.text,
    rest: end < 0 ? undefined : wellFormed(tokens.slice(end + 1).join(' ')),
    keyword: lists(values.keyword),
    number: lists(values.number),
    date: lists(values.date),
    ip: lists(values.ip),
    other: [...values.other],
    has: [...values.has],
  };
}

function timeStamp(fields: EcsFields): number | undefined {
  const stamp = fields['@timestamp'];
  return typeof stamp === 'string' ? (timeOf(stamp) ?? undefined) : undefined;
}

type Sets<T> = Record<string, Set<T>>;

class Values {
  readonly text: Record<string, string | string[]> = {};
  readonly keyword: Sets<string> = {};
  readonly number: Sets<number> = {};
  readonly date: Sets<number> = {};
  readonly ip: Sets<string> = {};
  readonly other = new Set<string>();
  readonly has = new Set<string>();

  add(path: string, leaf: Leaf): void {
    if (this.has.has(path) || nameable.test(path)) {
      for (let end = path.length; end > 0; end = path.lastIndexOf('.', end - 1))
        this.has.add(path.slice(0, end));
    } else return;
    if (!Object.hasOwn(fieldTable, path)) {
      this.other.add(wellFormed(otherTerm(path, keywordOf(leaf))));
      return;
    }
    this.#typed[fieldTable[path]!.type](path, leaf);
  }

  readonly #typed: Record<FieldType, (path: string, leaf: Leaf) => void> = {
    text: (path, leaf) => {
      // The tokens of the original are made with those of free text.
      if (typeof leaf !== 'string' || path === 'event.original') return;
      const before = this.text[path];
      const tokens = wellFormed(tokensOf(leaf).join(' '));
      this.text[path] =
        before === undefined ? tokens : [...(Array.isArray(before) ? before : [before]), tokens];
    },
    keyword: (path, leaf) => put(this.keyword, path, wellFormed(keywordOf(leaf))),
    number: (path, leaf) => {
      const number = numberOf(leaf);
      if (number !== null) put(this.number, path, number);
    },
    date: (path, leaf) => {
      const time = timeOf(leaf);
      if (time !== null && path !== '@timestamp') put(this.date, path, time);
    },
    ip: (path, leaf) => {
      const hex = typeof leaf === 'string' ? addressHex(leaf) : null;
      if (hex !== null) put(this.ip, path, addressText(hex));
    },
  };
}

function put<T>(sets: Sets<T>, path: string, value: T): void {
  sets[path] ??= new Set();
  sets[path].add(value);
}

function lists<T>(sets: Sets<T>): Record<string, T[]> {
  const out: Record<string, T[]> = {};
  for (const path in sets) out[path] = [...sets[path]!];
  return out;
}
