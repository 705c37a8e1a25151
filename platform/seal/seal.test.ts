import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../kernel/clock.ts';
import type { Storage } from '../storage/index.ts';
import { temporaryStorage } from '../storage/testing.ts';
import { configuredKey, createSealer, keyFile, openSealer, sealMigrations } from './index.ts';

describe('a sealed box', () => {
  const sealer = createSealer(randomBytes(32));

  it('opens to what was sealed, and never looks the same twice', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), fc.string(), (secret, context) => {
        const box = sealer.seal(secret, context);
        expect(sealer.open(box, context).equals(Buffer.from(secret))).toBe(true);
        expect(box.equals(sealer.seal(secret, context))).toBe(false);
      }),
    );
  });

  it('does not open when any bit of it changed, was cut or added', () => {
    const box = sealer.seal(Buffer.from('秘密'), 'c');
    for (let bit = 0; bit < box.length * 8; bit++) {
      const altered = Buffer.from(box);
      altered[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => sealer.open(altered, 'c')).toThrow('seal.not-opened');
    }
    for (let length = 0; length < box.length; length++) {
      expect(() => sealer.open(box.subarray(0, length), 'c')).toThrow('seal.not-opened');
    }
    expect(() => sealer.open(Buffer.concat([box, Buffer.of(0)]), 'c')).toThrow('seal.not-opened');
  });

  it('does not open for another context or another key', () => {
    const box = sealer.seal(Buffer.from('x'), 'pki/key/1');
    expect(() => sealer.open(box, 'pki/key/2')).toThrow('seal.not-opened');
    expect(() => createSealer(randomBytes(32)).open(box, 'pki/key/1')).toThrow('seal.not-opened');
  });
});

describe('the master key of a database', () => {
  let storage: Storage;
  let directory: string;
  let path: string;
  beforeEach(async () => {
    storage = await temporaryStorage([sealMigrations]);
    directory = mkdtempSync(join(tmpdir(), 'anmin-key-'));
    path = join(directory, 'master.key');
  });
  afterEach(async () => {
    await storage.close();
    rmSync(directory, { recursive: true, force: true });
  });
  const open = (source = keyFile(path)) => openSealer({ storage, clock: systemClock, source });

  it('is made on the first boot, readable by its owner alone, and kept', async () => {
    const box = (await open()).seal(Buffer.from('a'), 'c');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const before = readFileSync(path, 'utf8');
    expect((await open()).open(box, 'c').toString()).toBe('a');
    expect(readFileSync(path, 'utf8')).toBe(before);
  });

  it('fail/another key is recognised at start, in both languages', async () => {
    const { keyId } = await open();
    const error = await open(configuredKey(randomBytes(32).toString('base64'))).catch((e) => e);
    expect(error.code).toBe('seal.wrong-key');
    expect(error.texts.zh).toContain(keyId);
    expect(error.texts.en).toContain('ANMIN_MASTER_KEY');
  });

  it('fail/a lost key file is not replaced by a new one', async () => {
    await open();
    rmSync(path);
    await expect(open()).rejects.toMatchObject({ code: 'seal.missing-key' });
    expect(existsSync(path)).toBe(false);
  });

  it('fail/a key file that others can read is refused', async () => {
    await open();
    for (const mode of [0o640, 0o604, 0o620]) {
      chmodSync(path, mode);
      await expect(open()).rejects.toMatchObject({ code: 'seal.open-to-others' });
    }
  });

  it('fail/a damaged key is named as such and does not show up in the message', async () => {
    for (const text of [
      '',
      'anmin-master-key-1:c2hvcnQ=\n',
      `anmin-master-key-1:${'*'.repeat(44)}\n`,
      'x'.repeat(60),
    ]) {
      writeFileSync(path, text, { mode: 0o600 });
      const error = await open().catch((e) => e);
      expect(error.code).toBe('seal.bad-key');
    }
    const almost = `${randomBytes(32).toString('base64')}AAAA`;
    const error = await open(configuredKey(almost)).catch((e) => e);
    expect(error.code).toBe('seal.bad-key');
    expect(JSON.stringify([error.texts, error.details])).not.toContain(almost.slice(0, 8));
  });
});
