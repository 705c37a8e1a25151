import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ProofError, verifyConsistency, verifyInclusion } from './proof.ts';

type Inclusion = { leafIdx: number; treeSize: number; root: string; leafHash: string };
type Consistency = { size1: number; size2: number; root1: string; root2: string };
type Vector = { proof: string[] | null; desc: string; wantErr: boolean } & Partial<Inclusion & Consistency>;

/** Files of a tar archive (POSIX ustar: 512-byte blocks, size in octal at 124). */
function untar(archive: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (let at = 0; at + 512 <= archive.length && archive[at] !== 0; ) {
    const field = (from: number, to: number) =>
      archive.toString('latin1', at + from, at + to).replace(/\0.*$/s, '');
    const size = Number.parseInt(field(124, 136), 8);
    if (field(156, 157) === '0') files.set(field(0, 100), archive.subarray(at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

const archive = readFileSync(join(import.meta.dirname, 'vectors/merkle-proofs.tar.gz'));
const vectors = [...untar(gunzipSync(archive))].map(
  ([name, text]) => [name.replace('./testdata/', ''), JSON.parse(text.toString()) as Vector] as const,
);
const bytes = (text: string | null | undefined) => Buffer.from(text ?? '', 'base64');

describe('vectors of transparency-dev/merkle', () => {
  it('are all 196 here', () => expect(vectors).toHaveLength(196));

  it.each(vectors)('%s', (_, vector) => {
    const proof = (vector.proof ?? []).map(bytes);
    const check = () => {
      if (vector.leafIdx === undefined) {
        const { size1, size2, root1, root2 } = vector;
        verifyConsistency(size1!, size2!, bytes(root1), bytes(root2), proof);
      } else {
        const { leafIdx, treeSize, leafHash, root } = vector;
        verifyInclusion(leafIdx, treeSize!, bytes(leafHash), proof, bytes(root));
      }
    };
    if (vector.wantErr) expect(check).toThrow(ProofError);
    else check();
  });
});
