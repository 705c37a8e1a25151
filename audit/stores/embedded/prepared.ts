import type { EventDocument } from '../../core/record.ts';
import { createPieces, type Pieces } from '../pieces.ts';
import { placeOf } from '../reader.ts';
import { blockSize, type Packed, packBlock } from './block.ts';
import { createTermMaker, type Term } from './document-terms.ts';
import { rankOf } from './rank.ts';
import { newFieldCodes, shapeMark } from './terms.ts';

/** Events of one day as its file of events takes them. */
export type PreparedEvents = {
  readonly ranks: BigInt64Array<ArrayBuffer>;
  /** Places in the evidence log. */
  readonly indexes: Float64Array<ArrayBuffer>;
  /** `packBlock`, of `blockSize` events each, the last of fewer. */
  readonly blocks: Pieces;
};

/** The same events as the index of the day takes them, made by `newFieldCodes`. */
export type PreparedTerms = {
  readonly ranks: BigInt64Array<ArrayBuffer>;
  /** UTF-8; each ends with the mark of a shape and `shapeRoom` blanks for its number. */
  readonly texts: Pieces;
  /** Sets of field paths (`EventTerms`), and which of them each event has. */
  readonly shapes: readonly string[];
  readonly shapeOf: readonly number[];
  readonly counted: readonly Term[];
};

export type PreparedDay = {
  readonly day: string;
  readonly events: PreparedEvents;
  readonly terms: PreparedTerms;
};

/** What can be done with events before a file is open. */
export type EmbeddedPrepared = { readonly store: 'embedded'; readonly days: readonly PreparedDay[] };

/** Digits of the number of a shape, base 36. */
export const shapeRoom = 4;
const shapeEnd = ` ${shapeMark}${' '.repeat(shapeRoom)}`;

/** @returns makes events ready for the store, those of a day together, in their order */
export function createEmbeddedPreparer(): (documents: readonly EventDocument[]) => EmbeddedPrepared {
  let counted: Term[] = [];
  const termsOf = createTermMaker(newFieldCodes(), (term) => counted.push(term));

  function prepareDay(documents: readonly EventDocument[]): Omit<PreparedDay, 'day'> {
    for (const term of counted) term.events = 0;
    counted = [];
    const ranks = BigInt64Array.from(documents, (document) => rankOf(placeOf(document)));
    const indexes = Float64Array.from(documents, ({ index }) => index);
    const blocks = createPieces(documents.length * 128);
    const texts = createPieces(documents.length * 1024);
    const shapes = new Map<string, number>();
    const shapeOf: number[] = [];
    let open: Packed[] = [];
    documents.forEach(({ index, fields }, at) => {
      open.push({ index, json: JSON.stringify(fields) });
      if (open.length === blockSize || at === documents.length - 1) {
        blocks.addBytes(packBlock(open));
        open = [];
      }
      const { text, shape } = termsOf(fields);
      texts.addText(text + shapeEnd);
      let number = shapes.get(shape);
      if (number === undefined) {
        number = shapes.size;
        shapes.set(shape, number);
      }
      shapeOf.push(number);
    });
    const terms = {
      ranks: ranks.slice(),
      texts: texts.end(),
      shapes: [...shapes.keys()],
      shapeOf,
      counted: counted.map(({ token, events }) => ({ token, events })),
    };
    return { events: { ranks, indexes, blocks: blocks.end() }, terms };
  }

  return (documents) => {
    const days = Map.groupBy(documents, ({ day }) => day);
    return { store: 'embedded', days: [...days].map(([day, ofDay]) => ({ day, ...prepareDay(ofDay) })) };
  };
}

/** What goes to another thread as it is, and is gone where it was. */
export function eventBuffers({ ranks, indexes, blocks }: PreparedEvents): ArrayBuffer[] {
  return [ranks.buffer, indexes.buffer, blocks.bytes.buffer];
}

/** The same of terms. */
export function termBuffers({ ranks, texts }: PreparedTerms): ArrayBuffer[] {
  return [ranks.buffer, texts.bytes.buffer];
}

export function embeddedBuffers({ days }: EmbeddedPrepared): ArrayBuffer[] {
  return days.flatMap(({ events, terms }) => [...eventBuffers(events), ...termBuffers(terms)]);
}
