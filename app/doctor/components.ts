import { existsSync, readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { run } from '#platform/process/index.ts';
import type { Component, Finding } from './component.ts';

const leastFreeBytes = 1024 ** 3;

/** The components that the domains of today use. `dataDir` is where the records are; `consoleDir` the built console. */
export function components(paths: {
  dataDir: string;
  consoleDir: string;
  pkcs11Module?: string;
}): Component[] {
  return [
    {
      name: 'Node.js',
      required: true,
      without: { zh: '无法运行', en: 'nothing runs' },
      install: null,
      find: async () => ({ found: true, version: process.versions.node }),
    },
    {
      name: 'SQLite',
      required: true,
      without: {
        zh: '无法保存数据（除非配置 PostgreSQL）',
        en: 'no records, unless PostgreSQL is configured',
      },
      install: null,
      find: async () => ({ found: true, version: sqliteVersion() }),
    },
    {
      name: 'console',
      required: true,
      without: { zh: '没有网页控制台，只有接口和命令行', en: 'no web console, only API and command line' },
      install: null,
      find: async () => ({ found: existsSync(join(paths.consoleDir, 'index.html')) }),
    },
    {
      name: 'disk',
      required: true,
      without: {
        zh: '磁盘剩余不足 1 GiB 时，新的记录可能写不进去',
        en: 'below 1 GiB of free disk new records may be refused',
      },
      install: null,
      find: () => freeDisk(paths.dataDir),
    },
    {
      name: 'chrony',
      required: false,
      without: {
        zh: '时钟没有校准：证书有效期、吊销列表和口令验证码都依赖准确的时间',
        en: 'the clock is not held right: validity, CRLs and one-time codes depend on it',
      },
      install: 'apt-get install chrony',
      find: timeKeeper,
    },
    {
      name: 'PostgreSQL',
      required: false,
      without: {
        zh: '数据保存在 SQLite（单机足够）',
        en: 'records are kept in SQLite, which is enough for one machine',
      },
      install: 'apt-get install postgresql',
      find: () => versionOf('psql', ['--version']),
    },
    {
      name: 'PKCS#11',
      required: false,
      without: {
        zh: '不能使用密码机保存 CA 私钥，私钥由主密钥加密保存在磁盘',
        en: 'no hardware module for CA keys: they lie on disk, sealed by the master key',
      },
      install: 'apt-get install softhsm2 build-essential python3',
      find: () => findPkcs11(paths.pkcs11Module),
    },
    {
      name: 'OpenSSL',
      required: false,
      without: { zh: '不能用第二种工具核对证书', en: 'no second tool to check certificates by hand' },
      install: 'apt-get install openssl',
      find: () => versionOf('openssl', ['version']),
    },
  ];
}

function sqliteVersion(): string {
  const db = new DatabaseSync(':memory:');
  try {
    return String((db.prepare('select sqlite_version() as version').get() as { version: string }).version);
  } finally {
    db.close();
  }
}

async function freeDisk(path: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(path);
  const free = bavail * bsize;
  const version = `${(free / 1024 ** 3).toFixed(1)} GiB`;
  if (free >= leastFreeBytes) return { found: true, version };
  return {
    found: true,
    version,
    warning: { zh: '磁盘快满了，请清理', en: 'the disk is nearly full: make room' },
  };
}

async function versionOf(program: string, args: readonly string[]): Promise<Finding> {
  const result = await run(program, args, { timeoutMs: 3000 });
  const line = result.stdout.toString().split('\n')[0]?.trim();
  return result.code === 0 && line ? { found: true, version: line } : { found: false };
}

/** chrony, or systemd's own client when it says that the clock is synchronised. */
async function timeKeeper(): Promise<Finding> {
  const chrony = await versionOf('chronyc', ['--version']).catch((): Finding => ({ found: false }));
  if (chrony.found) return chrony;
  const timedate = await run('timedatectl', ['show', '--property=NTPSynchronized', '--value'], {
    timeoutMs: 3000,
  });
  const synchronised = timedate.code === 0 && timedate.stdout.toString().trim() === 'yes';
  return synchronised ? { found: true, version: 'systemd-timesyncd' } : { found: false };
}

async function findPkcs11(module: string | undefined): Promise<Finding> {
  const candidates = [
    module,
    '/usr/lib/softhsm/libsofthsm2.so',
    '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so',
  ];
  const library = candidates.find((path) => path !== undefined && existsSync(path));
  const manifest = new URL('../../node_modules/pkcs11js/package.json', import.meta.url);
  if (!library || !existsSync(manifest)) return { found: false };
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  return { found: true, version: `${library} (pkcs11js ${version})` };
}
