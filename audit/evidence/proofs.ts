import { leafHash } from '../core/merkle/hash.ts';
import { verifyInclusion } from '../core/merkle/proof.ts';
import type { Checkpoint } from '../core/notes/checkpoint.ts';
import { formatTlogProof } from '../core/notes/tlog-proof.ts';
import type { SaltedRecord } from './block.ts';
import { entryOf } from './stored.ts';
import { createTreeReader, type TileFetcher } from './tree-reader.ts';

/** A record with everything that proves it. */
export type ProvenRecord = SaltedRecord & {
  /** The entry of the tree: `decodeEnvelope` reads it. */
  readonly entry: Buffer;
  /** C2SP tlog-proof; its extra data is the salt and behind it the entry. */
  readonly proof: string;
};

/**
 * Proves records under one checkpoint. Every proof is checked before it is given out.
 * @throws ProofError when record and tree do not fit
 */
export function createProver(checkpoint: Checkpoint, text: string, fetchTile: TileFetcher) {
  const tree = createTreeReader(checkpoint.size, fetchTile);
  return async (record: SaltedRecord): Promise<ProvenRecord> => {
    const entry = entryOf(record);
    const hashes = await tree.inclusion(record.index);
    verifyInclusion(record.index, checkpoint.size, leafHash(entry), hashes, checkpoint.root);
    const extra = Buffer.concat([record.salt, entry]);
    const proof = formatTlogProof({ extra, index: record.index, hashes, checkpoint: text });
    return { ...record, entry, proof };
  };
}
