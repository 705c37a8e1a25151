import type { EventDocument } from '../core/record.ts';
import { createElasticPreparer, type ElasticPrepared, elasticBuffers } from './elasticsearch/prepared.ts';
import { createEmbeddedPreparer, type EmbeddedPrepared, embeddedBuffers } from './embedded/prepared.ts';

/** What a store wants documents made ready as. */
export type StoreForm =
  | { readonly store: 'embedded' }
  | { readonly store: 'elasticsearch'; readonly prefix: string };

/** Documents made ready for one store: the larger part of its work, which needs neither its files nor its cluster. */
export type Prepared = EmbeddedPrepared | ElasticPrepared;

/** @returns makes documents ready for stores of this form; keeps what helps with the next */
export function createPreparer(form: StoreForm): (documents: readonly EventDocument[]) => Prepared {
  return form.store === 'embedded' ? createEmbeddedPreparer() : createElasticPreparer(form.prefix);
}

/** What of it goes to another thread without being copied, and is gone where it was. */
export function buffersOf(prepared: Prepared): ArrayBuffer[] {
  return prepared.store === 'embedded' ? embeddedBuffers(prepared) : elasticBuffers(prepared);
}
