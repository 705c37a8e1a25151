import type { EventDocument } from '../../core/record.ts';
import { createPieces, type Pieces } from '../pieces.ts';
import { toIndexed } from './document.ts';
import { indexNames } from './names.ts';

/** What is said of a document before it is sent: its id, its place in the evidence log, its day, its index. */
export type Addressed = {
  readonly id: string;
  readonly index: number;
  readonly day: string;
  readonly target: string;
};

/** Documents as the lines of `_bulk` bodies, two of each. */
export type ElasticPrepared = {
  readonly store: 'elasticsearch';
  readonly documents: readonly Addressed[];
  readonly lines: Pieces;
};

/** @returns makes documents ready to be sent to the indices of this prefix */
export function createElasticPreparer(
  prefix: string,
): (documents: readonly EventDocument[]) => ElasticPrepared {
  const names = indexNames(prefix);
  return (documents) => {
    const lines = createPieces(documents.length * 4096);
    const addressed = documents.map((document) => {
      const { id, index, day } = document;
      const target = names.of(document);
      const action = JSON.stringify({ create: { _index: target, _id: id } });
      lines.addText(`${action}\n${JSON.stringify(toIndexed(document))}\n`);
      return { id, index, day, target };
    });
    return { store: 'elasticsearch', documents: addressed, lines: lines.end() };
  };
}

export function elasticBuffers({ lines }: ElasticPrepared): ArrayBuffer[] {
  return [lines.bytes.buffer];
}
