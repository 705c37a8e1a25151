import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { decodeEnvelope, digestsOf, type Envelope, saltBytes } from '../core/merkle/envelope.ts';
import { leafHash } from '../core/merkle/hash.ts';
import { verifyInclusion } from '../core/merkle/proof.ts';
import { decodeBase64 } from '../core/notes/base64.ts';
import { openCheckpoint, type SignedCheckpoint } from '../core/notes/checkpoint.ts';
import { cosignedAt } from '../core/notes/cosignature.ts';
import { openSeal } from '../core/notes/evidence-note.ts';
import type { NoteVerifier } from '../core/notes/keys.ts';
import { parseTlogProof } from '../core/notes/tlog-proof.ts';
import { nestsDeeper } from '../core/parse/json.ts';
import type { Reason } from './damage.ts';
import { type EvidenceHeader, type EvidenceLine, evidenceFormat, timeText } from './evidence-file.ts';

/** What was proven about one record. */
export type ProvenLine = {
  readonly index: number;
  readonly source: string;
  readonly sequence: number;
  readonly eventTime: string | null;
  readonly receivedAt: string;
  /** SHA-256 of the raw record, hex. */
  readonly sha256: string;
  readonly logSize: number;
  readonly root: string;
  /** When the witness cosigned, RFC 3339; null: no witness key was given. */
  readonly witnessedAt: string | null;
};

/** Nothing of the file is to be believed. */
export class EvidenceRefused extends Error {
  readonly line: number;
  readonly reason: Reason;

  constructor(line: number, zh: string, en: string) {
    super(`line ${line}: ${en}`);
    this.line = line;
    this.reason = { zh, en };
  }
}

export type EvidenceResult = { readonly header: EvidenceHeader; readonly records: number };

/** Longest line: the largest record in base 64, with its ECS form and proof. */
const maxLineBytes = 96 << 20;
/** Of the JSON of a line: no record is as deep. */
const deepest = 256;

/**
 * Checks an evidence file with nothing but public keys. Lines are proven one by one as they pass;
 * the file counts only when this resolves.
 * @param each gets what every record's proof says
 * @throws EvidenceRefused when anything in the file is not what the log signed
 */
export async function verifyEvidenceFile(
  path: string,
  key: NoteVerifier,
  witness: NoteVerifier | undefined,
  each: (proven: ProvenLine) => void,
): Promise<EvidenceResult> {
  const digest = createHash('sha256');
  const checkpoints = new Map<string, { checkpoint: SignedCheckpoint; witnessedAt: string | null }>();
  let header: EvidenceHeader | undefined;
  let sealed = false;
  let records = 0;
  let number = 0;
  for await (const bytes of linesOf(path)) {
    number += 1;
    if (sealed) throw new EvidenceRefused(number, '封印之后还有内容', 'there is more behind the seal');
    const value = parseLine(bytes, number);
    if ('seal' in value) {
      checkSeal(value.seal, key, digest.digest(), records, number);
      sealed = true;
      continue;
    }
    digest.update(bytes);
    if (number === 1) {
      header = value as unknown as EvidenceHeader;
      if (header.format !== evidenceFormat)
        throw new EvidenceRefused(1, '不是证据文件', 'not an evidence file');
      if (header.origin !== key.name || header.vkey !== key.vkey) {
        throw new EvidenceRefused(1, '不是此密钥的日志导出的', 'not exported by the log of this key');
      }
      continue;
    }
    each(proveLine(value as unknown as EvidenceLine, key, witness, checkpoints, number));
    records += 1;
  }
  if (!sealed || !header)
    throw new EvidenceRefused(number, '文件不完整，缺少封印', 'cut off: the seal is missing');
  return { header, records };
}

function parseLine(bytes: Buffer, number: number): Record<string, unknown> {
  const text = bytes.toString('utf8');
  try {
    // Building it would cost gigabytes before it could be refused.
    if (nestsDeeper(text, deepest)) throw new RangeError('nested too deep');
    const value: unknown = JSON.parse(text);
    // One spelling only: what reads the same but is written otherwise was changed.
    if (typeof value === 'object' && value !== null && `${JSON.stringify(value)}\n` === text) {
      return value as Record<string, unknown>;
    }
  } catch {
    // Said below.
  }
  throw new EvidenceRefused(number, '内容损坏', 'damaged');
}

function checkSeal(seal: unknown, key: NoteVerifier, sha256: Buffer, records: number, number: number): void {
  const opened = typeof seal === 'string' ? openSeal(seal, key) : undefined;
  if (!opened)
    throw new EvidenceRefused(number, '封印不是用此密钥签的', 'the seal is not signed by this key');
  if (!opened.sha256.equals(sha256) || opened.records !== records) {
    throw new EvidenceRefused(number, '文件在封印之后被改动', 'the file was changed after it was sealed');
  }
}

function proveLine(
  line: EvidenceLine,
  key: NoteVerifier,
  witness: NoteVerifier | undefined,
  checkpoints: Map<string, { checkpoint: SignedCheckpoint; witnessedAt: string | null }>,
  number: number,
): ProvenLine {
  const refuse = (zh: string, en: string) => new EvidenceRefused(number, zh, en);
  const proof = typeof line.proof === 'string' ? parseTlogProof(line.proof) : undefined;
  const raw = typeof line.raw === 'string' ? decodeBase64(line.raw) : undefined;
  if (!proof?.extra || !raw) throw refuse('证明无法读取', 'the proof cannot be read');
  let known = checkpoints.get(proof.checkpoint);
  if (!known) {
    known = openUnder(proof.checkpoint, key, witness, refuse);
    checkpoints.set(proof.checkpoint, known);
  }
  const { checkpoint, witnessedAt } = known;
  const salt = proof.extra.subarray(0, saltBytes);
  const entry = proof.extra.subarray(saltBytes);
  let envelope: Envelope;
  try {
    verifyInclusion(proof.index, checkpoint.size, leafHash(entry), proof.hashes, checkpoint.root);
    envelope = decodeEnvelope(entry);
  } catch {
    throw refuse('证明通不到签名的树根', 'the proof does not lead to the signed root');
  }
  const { sha256, sm3 } = digestsOf(Buffer.concat([salt, raw]));
  if (!envelope.sha256.equals(sha256) || !envelope.sm3.equals(sm3)) {
    throw refuse('原始记录与日志中的摘要不符', 'the raw record does not have the digests of the log');
  }
  const { source, sequence } = envelope;
  const eventTime = envelope.eventTime === null ? null : timeText(envelope.eventTime);
  const receivedAt = timeText(envelope.receivedAt);
  const said = [line.index, line.source, line.sequence, line.eventTime, line.receivedAt];
  if (JSON.stringify(said) !== JSON.stringify([proof.index, source, sequence, eventTime, receivedAt])) {
    throw refuse('说明与证明不符', 'what is said is not what is proven');
  }
  return {
    index: proof.index,
    source,
    sequence,
    eventTime,
    receivedAt,
    sha256: createHash('sha256').update(raw).digest('hex'),
    logSize: checkpoint.size,
    root: checkpoint.root.toString('base64'),
    witnessedAt,
  };
}

function openUnder(
  text: string,
  key: NoteVerifier,
  witness: NoteVerifier | undefined,
  refuse: (zh: string, en: string) => EvidenceRefused,
): { checkpoint: SignedCheckpoint; witnessedAt: string | null } {
  const checkpoint = openCheckpoint(text, key);
  if (!checkpoint) throw refuse('检查点不是用此密钥签发的', 'the checkpoint is not signed by this key');
  if (!witness) return { checkpoint, witnessedAt: null };
  const time = cosignedAt(checkpoint.note, witness);
  if (typeof time === 'string') throw refuse('缺少该见证人的有效签名', 'no valid line of this witness');
  return { checkpoint, witnessedAt: timeText(time * 1000) };
}

/** Lines with their newline; a last one without is none. */
async function* linesOf(path: string): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let length = 0;
  let count = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    let begin = 0;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, begin)) {
      yield Buffer.concat([...parts, chunk.subarray(begin, at + 1)]);
      count += 1;
      parts = [];
      length = 0;
      begin = at + 1;
    }
    parts.push(chunk.subarray(begin));
    length += chunk.length - begin;
    if (length > maxLineBytes) throw new EvidenceRefused(count + 1, '一行过长', 'a line is too long');
  }
  if (length > 0) throw new EvidenceRefused(count + 1, '最后一行不完整', 'the last line is cut off');
}
