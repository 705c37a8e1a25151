import { statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Command } from '#platform/kernel/domain.ts';
import { names } from '../evidence/files.ts';
import { type VerifyReport, type VerifyRequest, verifyLog } from '../evidence/verify.ts';
import { readSmallFile, readVerifierKey } from './key-inputs.ts';
import { badInput } from './verify-proof.ts';

const usage = `anmin audit verify [--dir DIR] [--key FILE|KEY] [--witness-key FILE|KEY]… [--checkpoint FILE]… [--json]`;
const usualDirectory = join('data', 'audit', 'evidence');

/** `anmin audit verify`: the whole evidence log from its files. Exit 0 sound, 1 not, 2 bad input. */
export const verifyCommand: Command = {
  verb: 'verify',
  summary: { zh: '核验整个审计证据日志', en: 'Check the whole evidence log' },
  usage,
  async run({ args, json, out, err }) {
    let request: VerifyRequest;
    let ownKey = false;
    try {
      const { values } = parseArgs({
        args: [...args],
        options: {
          dir: { type: 'string' },
          key: { type: 'string' },
          'witness-key': { type: 'string', multiple: true },
          checkpoint: { type: 'string', multiple: true },
        },
      });
      const directory = values.dir ?? usualDirectory;
      ownKey = values.key === undefined;
      if (!statSync(directory).isDirectory()) throw new RangeError(`${directory} is not a directory`);
      request = {
        directory,
        key: readVerifierKey('log', values.key ?? join(directory, names.key)),
        witnesses: (values['witness-key'] ?? []).map((given) => readVerifierKey('witness', given)),
        remembered: (values.checkpoint ?? []).map(readSmallFile),
      };
    } catch (error) {
      return badInput(error, err);
    }
    let shown = performance.now();
    const report = await verifyLog(request, ({ done, total }) => {
      if (json || performance.now() - shown < 2000) return;
      shown = performance.now();
      err(`${done} / ${total}`);
    });
    if (json) out(JSON.stringify(report));
    else for (const line of textOf(report, request, ownKey)) out(line);
    return report.ok ? 0 : 1;
  },
};

function textOf(report: VerifyReport, request: VerifyRequest, ownKey: boolean): string[] {
  const { ok, origin, size, firstKept, signedSize, checked, witnessed, findings, root } = report;
  const lines = [
    ok ? '日志完整：没有发现改动' : `日志有问题：${findings.length} 处`,
    ok ? 'SOUND: nothing was changed' : `NOT SOUND: ${findings.length} findings`,
    `  日志 / log: ${origin}`,
    `  记录 / records: ${size}，现存自 / kept from ${firstKept}，逐条核验 / checked ${checked}`,
    `  签名 / signed: ${signedSize}，树根 / root ${root ?? '-'}`,
    ...witnessed.map(
      ({ name, size: seen, time }) =>
        `  见证 / witnessed: ${name} ${new Date(time).toISOString()}，${seen} 条 / records`,
    ),
  ];
  if (request.remembered.length === 0 && witnessed.length === 0) {
    lines.push(
      '  未与另存的检查点或见证核对，整体回退无法发现：请用 --checkpoint 或 --witness-key',
      '  compared with no checkpoint kept elsewhere and no witness: a log set back whole would not be noticed',
    );
  }
  if (ownKey) {
    lines.push(
      '  公钥取自日志所在目录，只能发现损坏和不掌握私钥者的改动；请用 --key 给出另存的公钥',
      '  the key is that of the folder itself: a log that was replaced together with its key would not be noticed',
    );
  }
  for (const { code, file, index, text } of findings) {
    const place = index === undefined ? '' : `（第 ${index} 条起 / from record ${index}）`;
    lines.push(`  [${code}] ${file}${place} ${text.zh} / ${text.en}`);
  }
  return lines;
}
