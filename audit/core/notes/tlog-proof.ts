import { decodeBase64 } from './base64.ts';

/** A proof that stands alone (C2SP tlog-proof). `checkpoint` is the signed note as the log issued it. */
export type TlogProof = {
  readonly extra: Buffer | null;
  readonly index: number;
  readonly hashes: readonly Buffer[];
  readonly checkpoint: string;
};

const firstLine = 'c2sp.org/tlog-proof@v1';
const maxHashes = 63;

export function formatTlogProof({ extra, index, hashes, checkpoint }: TlogProof): string {
  const lines = [
    firstLine,
    ...(extra ? [`extra ${extra.toString('base64')}`] : []),
    `index ${index}`,
    ...hashes.map((hash) => hash.toString('base64')),
  ];
  return `${lines.join('\n')}\n\n${checkpoint}`;
}

/** Reads a proof, nothing checked but its form; undefined when it is none. */
export function parseTlogProof(text: string): TlogProof | undefined {
  const split = text.indexOf('\n\n');
  if (split < 0) return undefined;
  const lines = text.slice(0, split).split('\n');
  if (lines.shift() !== firstLine) return undefined;
  const extra = lines[0]?.startsWith('extra ') ? decodeBase64(lines.shift()!.slice(6)) : null;
  const place = /^index (0|[1-9]\d{0,15})$/.exec(lines.shift() ?? '');
  const hashes = lines.map((line) => decodeBase64(line));
  const index = Number(place?.[1]);
  if (extra === undefined || !place || !Number.isSafeInteger(index)) return undefined;
  if (hashes.length > maxHashes || hashes.some((hash) => hash?.length !== 32)) return undefined;
  return { extra, index, hashes: hashes as Buffer[], checkpoint: text.slice(split + 2) };
}
