import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Config, loadConfig } from '#platform/config/index.ts';
import type { Command } from '#platform/kernel/domain.ts';
import { names } from '../evidence/files.ts';
import { type VerifyReport, type VerifyRequest, verifyLog } from '../evidence/verify.ts';
import { readCheckpoint, readVerifierKey } from './key-inputs.ts';
import { printable } from './printable.ts';
import { type Remembered, rememberedCheckpoint } from './remembered-checkpoint.ts';
import { badInput } from './verify-proof.ts';

const usage = `anmin audit verify [--dir DIR] [--config FILE] [--key FILE|KEY] [--witness-key FILE|KEY]… [--checkpoint FILE]… [--json]
      --config：状态数据库中保存的检查点由此配置找到；未给 --dir 时日志目录也由此确定
      --config names the state database, whose checkpoint is compared, and without --dir the folder of the log
      退出码：0 完整；1 有问题，或没有检查点可核对而未能证明；2 用法或输入有误
      exit: 0 sound; 1 not sound, or NOT PROVEN because there was no checkpoint to compare with; 2 bad input`;

/**
 * `anmin audit verify`: the whole evidence log from its files, against the checkpoint of the state database and
 * those given. Exit 0 sound, 1 not sound or compared with no checkpoint (a rollback is not excluded), 2 bad input.
 */
export const verifyCommand: Command = {
  verb: 'verify',
  summary: { zh: '核验整个审计证据日志', en: 'Check the whole evidence log' },
  usage,
  async run({ args, json, out, err }) {
    let request: VerifyRequest;
    let config: Config | undefined;
    let ownKey = false;
    try {
      const { values } = parseArgs({
        args: [...args],
        options: {
          dir: { type: 'string' },
          config: { type: 'string' },
          key: { type: 'string' },
          'witness-key': { type: 'string', multiple: true },
          checkpoint: { type: 'string', multiple: true },
        },
      });
      // A copy by itself is checked where there is no configuration.
      if (values.dir === undefined || values.config !== undefined) {
        config = loadConfig({
          ...(values.config !== undefined && { file: values.config, fileRequired: true }),
        });
      }
      const directory = resolve(values.dir ?? join(config!.dataDir, 'audit', 'evidence'));
      ownKey = values.key === undefined;
      if (!statSync(directory).isDirectory()) throw new RangeError(`${directory} is not a directory`);
      request = {
        directory,
        key: readVerifierKey('log', values.key ?? join(directory, names.key)),
        witnesses: (values['witness-key'] ?? []).map((given) => readVerifierKey('witness', given)),
        remembered: (values.checkpoint ?? []).map(readCheckpoint),
      };
    } catch (error) {
      return badInput(error, err);
    }
    // Before the log is read: it may be written to, and what is remembered later may be more than was read.
    const remembered = await rememberedCheckpoint(request.directory, config);
    if ('checkpoint' in remembered) {
      request = { ...request, remembered: [...request.remembered, remembered.checkpoint] };
    }
    const isCompared = request.remembered.length > 0;
    let shown = performance.now();
    const report = await verifyLog(request, ({ done, total }) => {
      if (json || performance.now() - shown < 2000) return;
      shown = performance.now();
      err(`${done} / ${total}`);
    });
    const ok = report.ok && isCompared;
    if (json) out(JSON.stringify({ ...report, ok, comparedCheckpoints: request.remembered.length }));
    else for (const line of textOf(report, request, remembered, ownKey)) out(printable(line));
    return ok ? 0 : 1;
  },
};

function textOf(
  report: VerifyReport,
  request: VerifyRequest,
  remembered: Remembered,
  ownKey: boolean,
): string[] {
  const { origin, size, firstKept, signedSize, checked, witnessed, findings, root } = report;
  const lines = [
    ...verdict(report, request),
    `  日志 / log: ${origin}`,
    `  记录 / records: ${size}，现存自 / kept from ${firstKept}，逐条核验 / checked ${checked}`,
    `  签名 / signed: ${signedSize}，树根 / root ${root ?? '-'}`,
    `  核对过的检查点 / checkpoints compared: ${request.remembered.length}`,
    ...witnessed.map(
      ({ name, size: seen, time }) =>
        `  见证 / witnessed: ${name} ${new Date(time).toISOString()}，${seen} 条 / records`,
    ),
  ];
  if ('none' in remembered) {
    lines.push(
      `  未与状态数据库中的检查点核对：${remembered.none.zh}`,
      `  not compared with the checkpoint of the state database: ${remembered.none.en}`,
    );
  } else if (request.remembered.length === 1) {
    lines.push(
      '  检查点取自状态数据库：日志与数据库一起回退无法发现，请用 --checkpoint 给出另存的检查点',
      '  the checkpoint is that of the state database: a log set back together with it would not be noticed, give one kept elsewhere by --checkpoint',
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

function verdict({ ok, findings }: VerifyReport, { remembered }: VerifyRequest): [string, string] {
  if (!ok) return [`日志有问题：${findings.length} 处`, `NOT SOUND: ${findings.length} findings`];
  if (remembered.length > 0) return ['日志完整：没有发现改动', 'SOUND: nothing was changed'];
  return [
    '未能证明完整：现存文件中没有发现改动，但没有可核对的检查点，不能排除日志被整体回退或替换；请用 --checkpoint 给出另存的检查点',
    'NOT PROVEN: the files fit together, but there was no checkpoint to compare with: a log set back or forked as a whole is not excluded; give one kept elsewhere by --checkpoint',
  ];
}
