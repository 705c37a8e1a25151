import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { sealText } from '../core/notes/evidence-note.ts';
import type { EcsFields } from '../core/record.ts';
import type { ProvenRecord } from './proofs.ts';

/**
 * One evidence file, `*.anmin-evidence.jsonl`: a JSON object a line. First the header, then one line a
 * record, last the seal: a note of the log over the SHA-256 of all lines before, so that no bit of the file,
 * not even of what is only a reading of the record, can change unseen.
 */
export const evidenceFormat = 'anmin-evidence/1';

export type EvidenceHeader = {
  readonly format: typeof evidenceFormat;
  readonly origin: string;
  /** Public key, for reference: the one who checks brings his own. */
  readonly vkey: string;
  /** RFC 3339 UTC. */
  readonly createdAt: string;
  /** What was asked for, in the words of who exported. */
  readonly about: string;
};

export type EvidenceLine = {
  readonly index: number;
  readonly source: string;
  readonly sequence: number;
  /** RFC 3339 UTC. */
  readonly eventTime: string | null;
  readonly receivedAt: string;
  /** Base 64 of the record, byte for byte. */
  readonly raw: string;
  /** How Anmin read the record when it was exported. */
  readonly ecs: EcsFields | null;
  /** C2SP tlog-proof; its extra data is the salt and behind it the entry of the tree. */
  readonly proof: string;
};

export type EvidenceItem = { readonly record: ProvenRecord; readonly ecs: EcsFields | null };

export type EvidenceSealer = {
  readonly origin: string;
  readonly vkey: string;
  sign(text: string): string;
};

/**
 * Writes an evidence file and ends the stream.
 * @param log the log that the records are of: it seals the file
 * @returns how many records went in
 */
export async function writeEvidenceFile(
  stream: Writable,
  log: EvidenceSealer,
  { createdAt, about }: { readonly createdAt: Date; readonly about: string },
  items: AsyncIterable<EvidenceItem>,
): Promise<number> {
  const digest = createHash('sha256');
  let records = 0;
  const write = async (line: object) => {
    const text = `${JSON.stringify(line)}\n`;
    digest.update(text);
    if (!stream.write(text)) await once(stream, 'drain');
  };
  const header: EvidenceHeader = {
    format: evidenceFormat,
    origin: log.origin,
    vkey: log.vkey,
    createdAt: createdAt.toISOString(),
    about,
  };
  await write(header);
  for await (const { record, ecs } of items) {
    await write(lineOf(record, ecs));
    records += 1;
  }
  const seal = log.sign(sealText({ origin: log.origin, records, sha256: digest.digest() }));
  stream.end(`${JSON.stringify({ seal })}\n`);
  await once(stream, 'finish');
  return records;
}

export function lineOf(record: ProvenRecord, ecs: EcsFields | null): EvidenceLine {
  const { index, source, sequence, eventTime, receivedAt, raw, proof } = record;
  return {
    index,
    source,
    sequence,
    eventTime: eventTime === null ? null : timeText(eventTime),
    receivedAt: timeText(receivedAt),
    raw: raw.toString('base64'),
    ecs,
    proof,
  };
}

/** RFC 3339 UTC; a time outside of what that can say, as the number of ms since 1970. */
export function timeText(time: number): string {
  return Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : String(time);
}
