import { decodeBase64 } from './base64.ts';
import type { NoteVerifier } from './keys.ts';
import { isSignedBy, parseNote } from './note.ts';

/** What the log says about a file that it wrote: so many records, these bytes. */
export type EvidenceSeal = { readonly origin: string; readonly records: number; readonly sha256: Buffer };

const firstLine = 'anmin-evidence/v1';

/** Text to be signed by the log; its first line and four lines keep it apart from every checkpoint. */
export function sealText({ origin, records, sha256 }: EvidenceSeal): string {
  return `${firstLine}\n${origin}\n${records}\n${sha256.toString('base64')}\n`;
}

/** The seal, when the log's key signed it; else undefined. */
export function openSeal(text: string, key: NoteVerifier): EvidenceSeal | undefined {
  const note = parseNote(text);
  if (!note || !isSignedBy(note, key)) return undefined;
  const [, origin, count, encoded] = note.text.split('\n');
  const sha256 = decodeBase64(encoded ?? '');
  if (origin !== key.name || !sha256) return undefined;
  const seal = { origin, records: Number(count), sha256 };
  return sealText(seal) === note.text ? seal : undefined;
}
