import { decodeBase64 } from './base64.ts';
import { isKeyName, type NoteSigner, type NoteVerifier } from './keys.ts';

/** One signature line: `— name base64(key id || signature)`. */
export type NoteSignature = { readonly name: string; readonly keyId: Buffer; readonly signature: Buffer };

/** A signed note (C2SP signed-note): text that ends in a newline, and its signature lines. */
export type Note = { readonly text: string; readonly signatures: readonly NoteSignature[] };

const maxNoteBytes = 1 << 20;
const maxSignatures = 64;

/** Reads a note without checking any signature; undefined when it is none. */
export function parseNote(note: string): Note | undefined {
  if (Buffer.byteLength(note) > maxNoteBytes || !note.isWellFormed()) return undefined;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the format forbids them, newline apart
  if (/[\u0000-\u0009\u000b-\u001f]/.test(note)) return undefined;
  const split = note.lastIndexOf('\n\n');
  if (split < 0 || !note.endsWith('\n')) return undefined;
  const lines = note.slice(split + 2, -1).split('\n');
  const signatures = lines.map(parseSignatureLine);
  if (lines.length > maxSignatures || signatures.includes(undefined)) return undefined;
  return { text: note.slice(0, split + 1), signatures: signatures as NoteSignature[] };
}

/** Reads `— name base64` without its newline; undefined when it is none. */
export function parseSignatureLine(line: string): NoteSignature | undefined {
  const [dash, name, encoded, ...rest] = line.split(' ');
  const bytes = decodeBase64(encoded ?? '');
  if (dash !== '—' || !isKeyName(name ?? '') || !bytes || bytes.length < 5 || rest.length > 0)
    return undefined;
  return { name: name!, keyId: bytes.subarray(0, 4), signature: bytes.subarray(4) };
}

export function formatSignatureLine({ name, keyId, signature }: NoteSignature): string {
  return `— ${name} ${Buffer.concat([keyId, signature]).toString('base64')}\n`;
}

export function formatNote({ text, signatures }: Note): string {
  return `${text}\n${signatures.map(formatSignatureLine).join('')}`;
}

/** @param text ends in a newline */
export function signNote(text: string, signers: readonly NoteSigner[]): string {
  const message = Buffer.from(text);
  const signatures = signers.map((signer) => ({
    name: signer.name,
    keyId: signer.keyId,
    signature: signer.sign(message),
  }));
  return formatNote({ text, signatures });
}

/** The lines of a note that name this key. */
export function signaturesOf(note: Note, key: NoteVerifier): readonly NoteSignature[] {
  return note.signatures.filter((each) => each.name === key.name && each.keyId.equals(key.keyId));
}

/**
 * Whether a log key signed the note. Lines of other keys are ignored; a line of this key that does not
 * verify spoils the note (C2SP signed-note, Signatures).
 */
export function isSignedBy(note: Note, key: NoteVerifier): boolean {
  const own = key.kind === 'log' ? signaturesOf(note, key) : [];
  const message = Buffer.from(note.text);
  return own.length > 0 && own.every(({ signature }) => key.verify(message, signature));
}
