import { statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Command } from '#platform/kernel/domain.ts';
import { AppError } from '#platform/kernel/errors.ts';
import type { NoteVerifier } from '../core/notes/keys.ts';
import {
  EvidenceRefused,
  type EvidenceResult,
  type ProvenLine,
  verifyEvidenceFile,
} from '../evidence/verify-file.ts';
import { readVerifierKey } from './key-inputs.ts';
import { printable } from './printable.ts';

/** `anmin audit verify-proof`: offline, from one file and public keys. Exit 0 proven, 1 not or nothing in it to prove, 2 bad input. */
export const verifyProofCommand: Command = {
  verb: 'verify-proof',
  summary: { zh: '离线核验导出的审计证据', en: 'Check exported audit evidence offline' },
  usage: 'anmin audit verify-proof FILE --key FILE|KEY [--witness-key FILE|KEY] [--json]',
  async run({ args, json, out, err }) {
    let file: string | undefined;
    let key: NoteVerifier;
    let witness: NoteVerifier | undefined;
    try {
      const { values, positionals } = parseArgs({
        args: [...args],
        allowPositionals: true,
        options: { key: { type: 'string' }, 'witness-key': { type: 'string' } },
      });
      file = positionals[0];
      if (file === undefined || positionals.length > 1 || values.key === undefined) {
        err(this.usage);
        return 2;
      }
      key = readVerifierKey('log', values.key);
      const given = values['witness-key'];
      witness = given === undefined ? undefined : readVerifierKey('witness', given);
      if (!statSync(file).isFile()) throw new RangeError(`${file} is not a file`);
    } catch (error) {
      return badInput(error, err);
    }
    const proven: ProvenLine[] = [];
    try {
      const result = await verifyEvidenceFile(file, key, witness, (line) => proven.push(line));
      const isProven = result.records > 0;
      if (json)
        out(JSON.stringify({ proven: isProven, ...documentOf(result, key, witness), records: proven }));
      else for (const line of textOf(result, proven, key, witness)) out(printable(line));
      return isProven ? 0 : 1;
    } catch (error) {
      if (!(error instanceof EvidenceRefused)) throw error;
      const { line, reason } = error;
      if (json) out(JSON.stringify({ proven: false, line, reason }));
      else {
        out(printable(`证据不成立：第 ${line} 行，${reason.zh}`));
        out(printable(`NOT proven: line ${line}, ${reason.en}`));
        out('此文件中的任何内容都不可采信 / nothing in this file is to be believed');
      }
      return 1;
    }
  },
};

/** What is wrong with the command line or a key, for a person. */
export function badInput(error: unknown, err: (text: string) => void): 2 {
  if (error instanceof AppError)
    err(`${printable(error.texts.zh)}\n${printable(error.texts.en)}\n(${error.code})`);
  else err(printable(error instanceof Error ? error.message : String(error)));
  return 2;
}

function documentOf(
  { header }: EvidenceResult,
  key: NoteVerifier,
  witness: NoteVerifier | undefined,
): object {
  const { origin, createdAt, about } = header;
  return { origin, key: key.vkey, witness: witness?.vkey ?? null, createdAt, about };
}

function textOf(
  { header, records }: EvidenceResult,
  proven: readonly ProvenLine[],
  key: NoteVerifier,
  witness: NoteVerifier | undefined,
): string[] {
  const id = key.keyId.toString('hex');
  const about = [
    `  日志 / log: ${header.origin}（密钥 / key ${id}）`,
    `  导出 / exported: ${header.createdAt} ${header.about}`,
  ];
  if (records === 0) {
    return [
      '文件中没有记录，不能证明任何事项（封印有效）',
      'NOTHING PROVEN: the file holds no records (its seal is valid)',
      ...about,
    ];
  }
  const lines = [
    `证据成立：${records} 条记录全部核验通过`,
    `PROVEN: all ${records} records check out`,
    ...about,
  ];
  for (const each of proven) {
    const { index, source, sequence, receivedAt, logSize, witnessedAt, sha256 } = each;
    lines.push(
      `第 ${index} 条：来源 ${source} 的第 ${sequence} 条记录，于 ${receivedAt} 收到；它位于长度为 ${logSize} 的日志的第 ${index} 位，由 ${header.origin} 签名${
        witness ? `，见证人 ${witness.name} 于 ${witnessedAt} 共同签名` : ''
      }。原文自收到以来未被改动（SHA-256 ${sha256}）`,
      `  Record ${index}: number ${sequence} of source ${source}, received ${receivedAt}; it stands at place ${index} of a log of ${logSize} signed by ${header.origin}${
        witness ? `, cosigned by ${witness.name} at ${witnessedAt}` : ''
      }. Its text has not changed since`,
    );
  }
  lines.push(
    '未证明的：发送方所报的发生时间是否真实；ECS 字段只是导出时对原文的解读，由日志密钥随文件一并签封',
    'Not proven: that the time said by the sender is true; the ECS fields are a reading of the text at export, sealed with the file',
  );
  if (!witness) {
    lines.push(
      '未提供见证公钥，因此未核验见证签名 / no witness key was given: cosignatures were not checked',
    );
  }
  return lines;
}
