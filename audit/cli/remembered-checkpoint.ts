import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Config } from '#platform/config/index.ts';
import { AppError } from '#platform/kernel/errors.ts';
import { openStorage, type StorageOptions } from '#platform/storage/index.ts';
import type { AuditTables } from '../store/db.ts';
import { findLogKey } from '../store/evidence.ts';

/** What the state database keeps of a log: its last checkpoint, or in words why there is none at hand. */
export type Remembered =
  | { readonly checkpoint: string }
  | { readonly none: { readonly zh: string; readonly en: string } };

/**
 * The checkpoint that the product compares its log with when it starts.
 * @param directory of the evidence log, `<data>/audit/evidence`
 * @param config where it is known: names the state database; without it that is looked for in the data directory
 */
export async function rememberedCheckpoint(directory: string, config?: Config): Promise<Remembered> {
  const options = stateDatabase(directory, config);
  if (options.file !== undefined && !existsSync(options.file)) {
    return {
      none: { zh: `没有状态数据库 ${options.file}`, en: `there is no state database ${options.file}` },
    };
  }
  try {
    const storage = await openStorage(options);
    try {
      const text = (await findLogKey(storage.read<AuditTables>()))?.checkpoint ?? null;
      if (text !== null) return { checkpoint: text };
      return { none: { zh: '状态数据库中还没有检查点', en: 'the state database has no checkpoint yet' } };
    } finally {
      await storage.close();
    }
  } catch (error) {
    const texts = error instanceof AppError ? error.texts : { zh: String(error), en: String(error) };
    return {
      none: {
        zh: `无法读取状态数据库（${texts.zh}）`,
        en: `the state database cannot be read (${texts.en})`,
      },
    };
  }
}

function stateDatabase(directory: string, config: Config | undefined): StorageOptions {
  if (config?.database.url !== undefined) return { url: config.database.url };
  return { file: join(config?.dataDir ?? dirname(dirname(directory)), 'anmin.db') };
}
