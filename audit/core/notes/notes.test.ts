import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openCheckpoint, parseCheckpoint, signCheckpoint } from './checkpoint.ts';
import { cosign, cosignedAt } from './cosignature.ts';
import {
  formatPrivateKey,
  generateNoteKey,
  isKeyName,
  noteSigner,
  parsePrivateKey,
  parseVerifierKey,
} from './keys.ts';
import { formatNote, isSignedBy, parseNote, signNote } from './note.ts';
import { formatTlogProof, parseTlogProof } from './tlog-proof.ts';

const signer = noteSigner('log', 'anmin.example/audit', generateNoteKey());
const witness = noteSigner('witness', 'anmin.example/witness', generateNoteKey());
const root = Buffer.alloc(32, 7);

describe('signed notes', () => {
  // The example of C2SP signed-note.
  const vkey = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
  const example =
    'This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n';

  it('accept the example of the specification', () => {
    expect(isSignedBy(parseNote(example)!, parseVerifierKey(vkey)!)).toBe(true);
  });

  it('are spoiled by every changed bit', () => {
    const key = parseVerifierKey(vkey)!;
    const bytes = Buffer.from(example);
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      const note = parseNote(changed.toString());
      expect(note !== undefined && isSignedBy(note, key), `bit ${bit}`).toBe(false);
    }
  });

  it('ignore lines of others, and reject a bad line of a known key', () => {
    const other = noteSigner('log', 'other', generateNoteKey());
    const both = parseNote(signNote('text\n', [other, signer]))!;
    expect(isSignedBy(both, signer)).toBe(true);
    const bad = { ...both.signatures[1]!, signature: Buffer.alloc(64) };
    expect(isSignedBy({ ...both, signatures: [...both.signatures, bad] }, signer)).toBe(false);
  });

  it('read back as written, whatever the text', () => {
    const text = fc.string({ unit: 'grapheme' }).map((s) => `${s.replaceAll(/[\p{Cc}]/gu, '')}\n`);
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (lines) => {
        const note = signNote(lines.join(''), [signer]);
        const read = parseNote(note)!;
        expect(read.text).toBe(lines.join(''));
        expect(formatNote(read)).toBe(note);
        expect(isSignedBy(read, signer)).toBe(true);
      }),
    );
  });

  it('survive any bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        parseNote(`${a}\n\n— ${b}\n`);
        parseCheckpoint(a);
        parseTlogProof(`c2sp.org/tlog-proof@v1\n${a}\n\n${b}`);
        expect(parseVerifierKey(a)).toBeUndefined();
      }),
    );
  });
});

describe('keys', () => {
  it('travel as text', () => {
    const key = generateNoteKey();
    for (const kind of ['log', 'witness'] as const) {
      const made = noteSigner(kind, 'anmin.example/a', key);
      expect(parsePrivateKey(`${formatPrivateKey(kind, 'anmin.example/a', key)}\n`)!.vkey).toBe(made.vkey);
      expect(parseVerifierKey(made.vkey)!.keyId).toEqual(made.keyId);
      expect(parseVerifierKey(made.vkey.replace('anmin.example/a', 'anmin.example/b'))).toBeUndefined();
    }
  });

  it('have names without spaces, plus and control characters', () => {
    for (const name of ['', 'a b', 'a+b', 'a\nb', 'a\u3000b', 'a\u00a0b', 'x'.repeat(201)]) {
      expect(isKeyName(name), JSON.stringify(name)).toBe(false);
    }
    expect(isKeyName('民政局/审计')).toBe(true);
  });
});

describe('checkpoints', () => {
  const text = signCheckpoint({ origin: signer.name, size: 20_852_163, root }, [signer]);

  it('say origin, size and root, and are accepted under their own key alone', () => {
    const { origin, size, root: read } = openCheckpoint(text, signer)!;
    expect({ origin, size, root: read }).toEqual({ origin: signer.name, size: 20_852_163, root });
    expect(openCheckpoint(text, noteSigner('log', signer.name, generateNoteKey()))).toBeUndefined();
  });

  it('have one spelling', () => {
    for (const lines of [
      [signer.name, '01', root.toString('base64')],
      [signer.name, '-1', root.toString('base64')],
      [signer.name, '1e3', root.toString('base64')],
      [signer.name, '9007199254740993', root.toString('base64')],
      [signer.name, '1', root.toString('base64url')],
      [signer.name, '1', root.toString('base64'), 'extension'],
      ['', '1', root.toString('base64')],
    ]) {
      expect(parseCheckpoint(signNote(`${lines.join('\n')}\n`, [signer])), lines.join()).toBeUndefined();
    }
  });

  it('carry cosignatures with their time', () => {
    const { note } = parseCheckpoint(text)!;
    const line = cosign(note.text, witness, 1_679_315_147);
    const cosigned = parseNote(formatNote({ ...note, signatures: [...note.signatures, line] }))!;
    expect(isSignedBy(cosigned, signer)).toBe(true);
    expect(cosignedAt(cosigned, witness)).toBe(1_679_315_147);
    expect(cosignedAt(note, witness)).toBe('none');
    // Another time under the same signature: the time is signed as well.
    const moved = Buffer.from(line.signature);
    moved.writeBigUInt64BE(1_679_315_148n, 0);
    expect(cosignedAt({ ...note, signatures: [{ ...line, signature: moved }] }, witness)).toBe('bad');
  });
});

describe('proofs as text', () => {
  it('read back as written', () => {
    const hash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes));
    const extra = fc.option(fc.uint8Array({ maxLength: 99 }).map((bytes) => Buffer.from(bytes)));
    fc.assert(
      fc.property(extra, fc.maxSafeNat(), fc.array(hash, { maxLength: 63 }), (bytes, index, hashes) => {
        const checkpoint = signCheckpoint({ origin: signer.name, size: 1, root }, [signer]);
        const proof = { extra: bytes, index, hashes, checkpoint };
        expect(parseTlogProof(formatTlogProof(proof))).toEqual(proof);
      }),
    );
  });
});
