import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import type { Command } from '#platform/kernel/domain.ts';
import { excerpt } from '#platform/kernel/text.ts';
import { maxFileBytes } from '../core/directory/csv-file.ts';
import { reportToCsv } from '../core/directory/report.ts';
import { pkiErrors } from '../errors.ts';
import { importKinds } from '../schemas.ts';
import type { Directory } from '../service/directory/index.ts';

const usage = 'anmin pki import organisations|people|servers|devices FILE [--dry-run] [--csv] [--json]';
const outcomes = {
  created: '新增 created',
  updated: '更新 updated',
  unchanged: '未变 unchanged',
  refused: '拒绝 refused',
} as const;

/** `anmin pki import`: exit 1 when a line was refused. */
export function directoryCommands(directory: Pick<Directory, 'importFile'>): Command[] {
  return [
    {
      verb: 'import',
      summary: {
        zh: '从 CSV 导入机构、人员、服务器或设备',
        en: 'Import organisations, people, servers or devices',
      },
      usage,
      async run({ actor, args, json, out, err }) {
        const { values, positionals } = parseArgs({
          args: [...args],
          allowPositionals: true,
          options: { 'dry-run': { type: 'boolean' }, csv: { type: 'boolean' } },
        });
        const kind = importKinds.find((name) => name === positionals[0]);
        const file = positionals[1];
        if (kind === undefined || file === undefined || positionals.length > 2) {
          err(usage);
          return 2;
        }
        const content = await readBounded(file);
        const dryRun = values['dry-run'] ?? false;
        const report = await directory.importFile(actor, { kind, fileName: basename(file), content, dryRun });
        const { import: result, lines } = report;
        if (json) out(JSON.stringify(report));
        else if (values.csv) out(reportToCsv(report, 'zh').trimEnd());
        else {
          for (const { line, message, raw } of lines.filter(({ outcome }) => outcome === 'refused')) {
            out(`第 ${line} 行 line ${line}: ${message?.zh} / ${message?.en}\n    ${excerpt(raw, 200)}`);
          }
          const counts = (Object.keys(outcomes) as (keyof typeof outcomes)[]).map(
            (key) => `${outcomes[key]} ${result[key]}`,
          );
          out(
            `${dryRun ? '试运行，未写入 dry run, nothing written: ' : ''}${counts.join('，')}（${result.encoding}）`,
          );
        }
        return result.refused > 0 ? 1 : 0;
      },
    },
  ];
}

/** Reads no more than an import may have, whatever the file says of its size. */
async function readBounded(file: string): Promise<Buffer> {
  try {
    const handle = await open(file, 'r');
    try {
      const buffer = Buffer.alloc(maxFileBytes + 1);
      let length = 0;
      for (;;) {
        const { bytesRead } = await handle.read(buffer, length, buffer.length - length);
        if (bytesRead === 0) return buffer.subarray(0, length);
        length += bytesRead;
      }
    } finally {
      await handle.close();
    }
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw pkiErrors['import-file-unreadable']({ file, reason }, error);
  }
}
