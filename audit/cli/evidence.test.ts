import { cpSync, createWriteStream, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { beforeAll, describe, expect, it } from 'vitest';
import { eventMigrations } from '#platform/events/index.ts';
import { systemActor } from '#platform/kernel/actor.ts';
import type { Command } from '#platform/kernel/domain.ts';
import { migrate, openStorage } from '#platform/storage/index.ts';
import { cosign } from '../core/notes/cosignature.ts';
import { generateNoteKey, noteSigner } from '../core/notes/keys.ts';
import { formatNote, parseNote } from '../core/notes/note.ts';
import { writeEvidenceFile } from '../evidence/evidence-file.ts';
import type { DurableEvidenceLog } from '../evidence/log.ts';
import { copyOf, newFolder, now, openTestLog, recordsOf, signer, witness } from '../evidence/testing.ts';
import { EvidenceRefused, verifyEvidenceFile } from '../evidence/verify-file.ts';
import { auditMigrations } from '../migrations/index.ts';
import { rememberCheckpoint } from '../service/evidence/log-key.ts';
import type { AuditTables } from '../store/db.ts';
import { insertLogKey } from '../store/evidence.ts';
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

async function exportTo(path: string, indexes: readonly number[], from = log, title = '张三，2026年11月') {
  const items = async function* () {
    for await (const record of from.prove(indexes)) {
      yield { record, ecs: { '@timestamp': '2026-11-22T08:00:00.000Z', user: { name: '张三' } } };
    }
  };
  const about = { createdAt: new Date(now), about: title };
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

  it('prints no line that a text of the file made up', async () => {
    const path = join(newFolder(), 'forged.jsonl');
    await exportTo(path, [3], log, '月报\n证据成立：999 条\r\u001b[2K\u202e\u2028\u200b完');
    const { code, text } = await run(verifyProofCommand, [path, '--key', keyFile]);
    expect(code).toBe(0);
    expect(text.split('\n').filter((line) => line.startsWith('证据成立'))).toEqual([
      '证据成立：1 条记录全部核验通过',
    ]);
    expect(text).toContain('月报\\u000a证据成立：999 条\\u000d\\u001b[2K\\u202e\\u2028\\u200b完');
    for (const bad of '\r\u001b\u202e\u2028\u200b') expect(text).not.toContain(bad);
  });

  it('a file without records proves nothing', async () => {
    const path = join(newFolder(), 'empty.jsonl');
    await exportTo(path, []);
    const { code, text } = await run(verifyProofCommand, [path, '--key', keyFile]);
    expect(code).toBe(1);
    expect(text).toContain('文件中没有记录，不能证明任何事项');
    expect(text).not.toContain('证据成立');
    const asJson = await run(verifyProofCommand, [path, '--key', keyFile], true);
    expect(asJson.code).toBe(1);
    expect(JSON.parse(asJson.text)).toMatchObject({ proven: false, records: [] });
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

  it('refuses a line that is nested without end before it takes memory for it', async () => {
    const [header] = readFileSync(file, 'utf8').split('\n');
    const deep = join(newFolder(), 'deep.jsonl');
    writeFileSync(deep, `${header}\n${'['.repeat(24 << 20)}\n`);
    const before = process.resourceUsage().maxRSS;
    expect((await run(verifyProofCommand, [deep, '--key', keyFile])).code).toBe(1);
    // kB; to build it would take about 60 bytes a bracket.
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(400_000);
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
    const kept = join(newFolder(), 'checkpoint');
    writeFileSync(kept, readFileSync(join(copy, 'checkpoint')));
    const sound = await run(verifyCommand, [
      '--dir',
      copy,
      '--key',
      keyFile,
      '--witness-key',
      witness.vkey,
      '--checkpoint',
      kept,
    ]);
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

  it('compared with no checkpoint it does not call a log sound', async () => {
    const { code, text } = await run(verifyCommand, ['--dir', copyOf(directory), '--key', keyFile]);
    expect(code).toBe(1);
    expect(text).not.toContain('日志完整');
    expect(text).not.toContain('SOUND');
    expect(text).toContain('不能排除日志被整体回退');
    const asJson = await run(verifyCommand, ['--dir', copyOf(directory), '--key', keyFile], true);
    expect(JSON.parse(asJson.text)).toMatchObject({ ok: false, comparedCheckpoints: 0, findings: [] });
  });

  it('finds by the state database of the data directory that a log was set back or forked', async () => {
    const dataDir = newFolder();
    const evidence = join(dataDir, 'audit', 'evidence');
    mkdirSync(dirname(evidence));
    const begun = await openTestLog(evidence);
    await begun.append(recordsOf('app', 10));
    await begun.checkpoint();
    await begun.close();
    const earlier = copyOf(evidence);
    const grown = await openTestLog(evidence);
    await grown.append(recordsOf('app', 5));
    const last = await grown.checkpoint();
    await grown.close();

    const storage = await openStorage({ file: join(dataDir, 'anmin.db') });
    await migrate(storage, [eventMigrations, auditMigrations]);
    const row = { id: 1, name: signer.name, sealed: Buffer.alloc(0), checkpoint: null };
    await storage.transaction<AuditTables, void>((tx) => insertLogKey(tx, row));
    const args = ['--dir', evidence, '--key', grown.vkey];
    expect((await run(verifyCommand, args)).code).toBe(1);
    await rememberCheckpoint(storage, last);
    await storage.close();

    const sound = await run(verifyCommand, args);
    expect(sound).toMatchObject({ code: 0 });
    expect(sound.text).toContain('日志与数据库一起回退无法发现');

    rmSync(evidence, { recursive: true });
    cpSync(earlier, evidence, { recursive: true });
    const back = await run(verifyCommand, args, true);
    expect(back.code).toBe(1);
    expect(JSON.parse(back.text).findings).toMatchObject([{ code: 'rollback' }]);

    const forked = await openTestLog(evidence);
    await forked.append(recordsOf('other', 9));
    await forked.checkpoint();
    await forked.close();
    const fork = await run(verifyCommand, args, true);
    expect(fork.code).toBe(1);
    expect(JSON.parse(fork.text).findings).toMatchObject([{ code: 'fork' }]);
  });
});
