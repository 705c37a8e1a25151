import { isIPv4 } from 'node:net';
import { addressHex, addressText } from '../../core/query/address.ts';
import type { FieldType, Leaf } from '../../core/query/fields.ts';
import { textBreak, tokensOfTexts } from '../../core/query/search-tokens.ts';
import { keywordOf, numberOf, timeOf } from '../../core/query/values.ts';
import type { EcsFields, EventDocument } from '../../core/record.ts';
import { tokensOf } from '../../core/text/bigrams.ts';
import { placeOf } from '../reader.ts';
import { eachLeafAt, type KnownPath } from './paths.ts';

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

export function otherTerm(path: string, value: string): string {
  return `${path}=${value}`;
}

/** What Elasticsearch makes of half a character: said here, so that both sides do it alike. */
export function wellFormed(text: string): string {
  return text.toWellFormed();
}

export function toIndexed(document: EventDocument): IndexedEvent {
  const { index, day, fields } = document;
  const found = new Found();
  eachLeafAt(fields, found.add);
  const tokens = tokensOfTexts(found.original, found.free);
  const end = tokens.indexOf(textBreak);
  const original = end < 0 ? tokens : tokens.slice(0, end);
  if (original.length > 0) found.text['event.original'] = wellFormed(original.join(' '));
  found.settle();
  return {
    index,
    day,
    event: JSON.stringify(fields),
    time: timeStamp(fields),
    second: placeOf(document).second,
    text: found.text,
    rest: end < 0 ? undefined : wellFormed(tokens.slice(end + 1).join(' ')),
    keyword: found.keyword,
    number: found.number,
    date: found.date,
    ip: found.ip,
    other: [...new Set(found.other)],
    has: [...found.has],
  };
}

function timeStamp(fields: EcsFields): number | undefined {
  const stamp = fields['@timestamp'];
  return typeof stamp === 'string' ? (timeOf(stamp) ?? undefined) : undefined;
}

type Lists<T> = Record<string, T[]>;

/** What one event is found by, gathered in one walk over its leaves. */
class Found {
  readonly text: Record<string, string | string[]> = {};
  readonly keyword: Lists<string> = {};
  readonly number: Lists<number> = {};
  readonly date: Lists<number> = {};
  readonly ip: Lists<string> = {};
  readonly other: string[] = [];
  readonly has = new Set<string>();
  /** Texts that free text looks into, in their order. */
  readonly free: string[] = [];
  original: Leaf | undefined;
  /** Lists that may hold a value twice. */
  readonly #several: (() => void)[] = [];

  readonly add = (place: KnownPath, leaf: Leaf): void => {
    if (place.free && typeof leaf === 'string') this.free.push(leaf);
    else if (place.path === 'event.original') this.original ??= leaf;
    if (place.names.length === 0) return;
    // What is there has those above it there as well.
    for (const name of place.names) {
      if (this.has.has(name)) break;
      this.has.add(name);
    }
    if (place.type === undefined) this.other.push(wellFormed(otherTerm(place.path, keywordOf(leaf))));
    else this.#typed[place.type](place.path, leaf);
  };

  /** To be called once, after the last leaf. */
  settle(): void {
    for (const each of this.#several) each();
  }

  readonly #typed: Record<FieldType, (path: string, leaf: Leaf) => void> = {
    text: (path, leaf) => {
      // The tokens of the original are made with those of free text.
      if (typeof leaf !== 'string' || path === 'event.original') return;
      const before = this.text[path];
      const tokens = wellFormed(tokensOf(leaf).join(' '));
      if (before === undefined) this.text[path] = tokens;
      else if (Array.isArray(before)) before.push(tokens);
      else this.text[path] = [before, tokens];
    },
    keyword: (path, leaf) => this.#put(this.keyword, path, wellFormed(keywordOf(leaf))),
    number: (path, leaf) => {
      const number = numberOf(leaf);
      if (number !== null) this.#put(this.number, path, number);
    },
    date: (path, leaf) => {
      const time = path === '@timestamp' ? null : timeOf(leaf);
      if (time !== null) this.#put(this.date, path, time);
    },
    ip: (path, leaf) => {
      const address = typeof leaf === 'string' ? usualAddress(leaf) : null;
      if (address !== null) this.#put(this.ip, path, address);
    },
  };

  #put<T>(lists: Lists<T>, path: string, value: T): void {
    const list = lists[path];
    if (list === undefined) {
      lists[path] = [value];
      return;
    }
    if (list.push(value) === 2) {
      this.#several.push(() => {
        lists[path] = [...new Set(list)];
      });
    }
  }
}

function usualAddress(text: string): string | null {
  if (isIPv4(text)) return text;
  const hex = addressHex(text);
  return hex === null ? null : addressText(hex);
}
