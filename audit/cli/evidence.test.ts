import { createWriteStream, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { beforeAll, describe, expect, it } from 'vitest';
import { systemActor } from '#platform/kernel/actor.ts';
import type { Command } from '#platform/kernel/domain.ts';
import { cosign } from '../core/notes/cosignature.ts';
import { generateNoteKey, noteSigner } from '../core/notes/keys.ts';
import { formatNote, parseNote } from '../core/notes/note.ts';
import { writeEvidenceFile } from '../evidence/evidence-file.ts';
import type { DurableEvidenceLog } from '../evidence/log.ts';
import { copyOf, newFolder, now, openTestLog, recordsOf, signer, witness } from '../evidence/testing.ts';
import { EvidenceRefused, verifyEvidenceFile } from '../evidence/verify-file.ts';
import { verifyCommand } from './verify.ts';
import { verifyProofCommand } from './verify-proof.ts';

let log: DurableEvidenceLog;
let directory: string;
let file: string;
let keyFile: string;

async function run(command: Command, args: readonly string[], json = false) {
  const lines: string[] = [];
  const context = {
    actor: systemActor('cli', []),
    args,
    json,
    stdin: Readable.from([]),
    out: (line: string) => lines.push(line),
    err: (line: string) => lines.push(line),
  };
  const code = await command.run(context);
  return { code, text: lines.join('\n') };
}

async function exportTo(path: string, indexes: readonly number[], from = log) {
  const items = async function* () {
    for await (const record of from.prove(indexes)) {
      yield { record, ecs: { '@timestamp': '2026-11-22T08:00:00.000Z', user: { name: '张三' } } };
    }
  };
  const about = { createdAt: new Date(now), about: '张三，2026年11月' };
  return writeEvidenceFile(createWriteStream(path), from, about, items());
}

beforeAll(async () => {
  directory = newFolder();
  log = await openTestLog(directory, { settings: { segmentBytes: 9000 } });
  for (let i = 0; i < 4; i++) await log.append(recordsOf(`pg-${i % 2}`, 100));
  const { text, signatures } = parseNote(await log.checkpoint())!;
  const line = cosign(text, witness, now / 1000);
  await log.addCosignature(formatNote({ text, signatures: [...signatures, line] }));
  const folder = newFolder();
  file = join(folder, 'case-7.anmin-evidence.jsonl');
  keyFile = join(folder, 'log.vkey');
  writeFileSync(keyFile, `${log.vkey}\n`);
  expect(await exportTo(file, [3, 250, 399])).toBe(3);
});

describe('anmin audit verify-proof', () => {
  it('says in plain words what was proven, from the file and public keys alone', async () => {
    const { code, text } = await run(verifyProofCommand, [
      file,
      '--key',
      keyFile,
      '--witness-key',
      witness.vkey,
    ]);
    expect(code).toBe(0);
    expect(text).toContain('证据成立：3 条记录全部核验通过');
    expect(text).toContain('第 250 条：来源 pg-0 的第 150 条记录，于 2026-11-22T08:00:00.050Z 收到');
    expect(text).toContain(
      'Record 250: number 150 of source pg-0, received 2026-11-22T08:00:00.050Z; it stands at place 250 of a log of 400 signed by minzheng.example/audit, cosigned by minzheng.example/witness at 2026-11-22T08:00:00.000Z.',
    );
  });

  it('says as JSON which records were proven', async () => {
    const { code, text } = await run(verifyProofCommand, [file, '--key', log.vkey], true);
    expect(code).toBe(0);
    const { proven, records } = JSON.parse(text);
    expect(proven).toBe(true);
    expect(records.map(({ index, witnessedAt }: never) => [index, witnessedAt])).toEqual([
      [3, null],
      [250, null],
      [399, null],
    ]);
  });

  it('refuses another key, another witness, and a file of another log', async () => {
    const other = noteSigner('log', signer.name, generateNoteKey());
    expect((await run(verifyProofCommand, [file, '--key', other.vkey])).code).toBe(1);
    const stranger = noteSigner('witness', witness.name, generateNoteKey());
    const { code, text } = await run(verifyProofCommand, [
      file,
      '--key',
      keyFile,
      '--witness-key',
      stranger.vkey,
    ]);
    expect(code).toBe(1);
    expect(text).toContain('证据不成立');
  });

  it('answers 2 for what is not a question', async () => {
    for (const args of [
      [],
      [file],
      [file, '--key', witness.vkey],
      [file, '--key', join(directory, 'nothing')],
      [join(directory, 'nothing'), '--key', keyFile],
      [file, '--key', keyFile, '--other'],
      [file, file, '--key', keyFile],
    ]) {
      expect((await run(verifyProofCommand, args)).code, args.join(' ')).toBe(2);
    }
  });

  it('finds every byte that was changed, and every length', async () => {
    const small = join(newFolder(), 'one.jsonl');
    await exportTo(small, [250]);
    const bytes = readFileSync(small);
    const changed = `${small}.changed`;
    const accepted: string[] = [];
    const check = async (data: Buffer, what: string) => {
      writeFileSync(changed, data);
      try {
        await verifyEvidenceFile(changed, signer, undefined, () => undefined);
        accepted.push(what);
      } catch (error) {
        if (!(error instanceof EvidenceRefused)) throw error;
      }
    };
    for (let at = 0; at < bytes.length; at++) {
      const data = Buffer.from(bytes);
      data[at]! ^= 1 << (at % 8);
      await check(data, `byte ${at}`);
      if (at % 7 === 0) await check(bytes.subarray(0, at), `cut to ${at}`);
    }
    await check(Buffer.concat([bytes, Buffer.from('\n')]), 'a newline more');
    await check(Buffer.concat([bytes, bytes]), 'twice');
    expect(accepted).toEqual([]);
    // The same through the door.
    const data = Buffer.from(bytes);
    data[bytes.length >> 1]! ^= 4;
    writeFileSync(changed, data);
    expect((await run(verifyProofCommand, [changed, '--key', keyFile])).code).toBe(1);
  });

  it('finds lines that were taken out, doubled or moved', async () => {
    const [header, a, b, c, seal] = readFileSync(file, 'utf8').split('\n');
    const folder = newFolder();
    for (const [i, lines] of [
      [header, a, c, seal],
      [header, a, b, b, c, seal],
      [header, b, a, c, seal],
      [header, a, b, c],
      [a, b, c, seal],
      [],
    ].entries()) {
      const path = join(folder, String(i));
      writeFileSync(path, lines.map((line) => `${line}\n`).join(''));
      expect((await run(verifyProofCommand, [path, '--key', keyFile])).code, String(i)).toBe(1);
    }
  });
});

describe('anmin audit verify', () => {
  it('answers 0 for a sound log, 1 for a changed one, 2 for none', async () => {
    const copy = copyOf(directory);
    const sound = await run(verifyCommand, ['--dir', copy, '--key', keyFile, '--witness-key', witness.vkey]);
    expect(sound.code).toBe(0);
    expect(sound.text).toContain('日志完整');
    const path = join(copy, 'tile/0/000');
    const bytes = readFileSync(path);
    bytes[100]! ^= 1;
    writeFileSync(path, bytes);
    const changed = await run(verifyCommand, ['--dir', copy, '--key', keyFile], true);
    expect(changed.code).toBe(1);
    expect(JSON.parse(changed.text).findings[0]).toMatchObject({ code: 'tile', index: 3 });
    expect((await run(verifyCommand, ['--dir', join(copy, 'none'), '--key', keyFile])).code).toBe(2);
    const { text } = await run(verifyCommand, ['--dir', directory]);
    expect(text).toContain('公钥取自日志所在目录');
    expect((await run(verifyCommand, ['--dir', copy, '--key', witness.vkey])).code).toBe(2);
  });
});
