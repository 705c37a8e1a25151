import type { NoteSigner, NoteVerifier } from './keys.ts';
import { type Note, type NoteSignature, signaturesOf } from './note.ts';

// C2SP tlog-cosignature, Ed25519 signed message: two lines before the whole note text.
function message(text: string, time: number): Buffer {
  return Buffer.from(`cosignature/v1\ntime ${time}\n${text}`);
}

/** @param time seconds since 1970 UTC */
export function cosign(text: string, signer: NoteSigner, time: number): NoteSignature {
  const stamp = Buffer.alloc(8);
  stamp.writeBigUInt64BE(BigInt(time));
  const signature = Buffer.concat([stamp, signer.sign(message(text, time))]);
  return { name: signer.name, keyId: signer.keyId, signature };
}

/** What a cosignature line says; undefined when the key did not make it. */
export function openCosignature(
  text: string,
  line: NoteSignature,
  key: NoteVerifier,
): { readonly time: number } | undefined {
  if (key.kind !== 'witness' || line.signature.length !== 72) return undefined;
  const time = Number(line.signature.readBigUInt64BE(0));
  if (!Number.isSafeInteger(time)) return undefined;
  return key.verify(message(text, time), line.signature.subarray(8)) ? { time } : undefined;
}

/** When this witness cosigned the note (seconds since 1970 UTC): `none` without its line, `bad` when one does not verify. */
export function cosignedAt(note: Note, key: NoteVerifier): number | 'none' | 'bad' {
  const lines = signaturesOf(note, key);
  if (lines.length === 0) return 'none';
  const times = lines.map((line) => openCosignature(note.text, line, key)?.time);
  return times.includes(undefined) ? 'bad' : Math.max(...(times as number[]));
}
