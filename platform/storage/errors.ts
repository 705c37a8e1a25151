import { AppError, defineErrors } from '../kernel/errors.ts';

export const storageErrors = defineErrors('storage', {
  'not-a-database': {
    status: 500,
    zh: '文件 {file} 不是数据库或已损坏，请从备份恢复，或改正数据目录的配置',
    en: '{file} is not a database or is damaged; restore it from a backup or correct the data directory',
  },
  unwritable: {
    status: 500,
    zh: '无法写入 {file}（{reason}），请检查目录的属主和权限',
    en: 'Cannot write {file} ({reason}); check the owner and the mode of its directory',
  },
  'disk-full': {
    status: 507,
    zh: '磁盘空间已满，本次操作没有保存；请清理磁盘后重试',
    en: 'The disk is full and nothing of this operation was saved; free some space and try again',
  },
  io: {
    status: 500,
    zh: '读写数据库时发生磁盘错误（{reason}），本次操作没有保存；请检查磁盘',
    en: 'Disk error while using the database ({reason}); nothing of this operation was saved; check the disk',
  },
  'flush-failed': {
    status: 500,
    zh: '磁盘没有确认写入（{reason}），本次操作是否保存不能确定；系统停止运行，请检查磁盘后重新启动',
    en: 'The disk did not confirm a write ({reason}): whether this operation was saved is not known. The system stops; check the disk and start again',
  },
  locked: {
    status: 503,
    zh: '数据库被另一个程序占用，等待 {seconds} 秒后仍未释放，请稍后重试',
    en: 'Another program holds the database and did not let go within {seconds} s; try again later',
  },
  unreachable: {
    status: 503,
    zh: '无法连接数据库服务器 {host}（{reason}），请检查 database.url 和网络',
    en: 'Cannot reach the database server {host} ({reason}); check database.url and the network',
  },
  'wrong-password': {
    status: 500,
    zh: '数据库服务器 {host} 拒绝了用户 {user}，请检查 database.url 中的用户名和密码',
    en: 'The database server {host} refused user {user}; check the user and the password in database.url',
  },
  'no-such-database': {
    status: 500,
    zh: '数据库服务器 {host} 上没有数据库 {database}，请先创建，或改正 database.url',
    en: 'The database server {host} has no database {database}; create it or correct database.url',
  },
  'bad-url': {
    status: 500,
    zh: 'database.url 不是有效的 PostgreSQL 地址，应为 postgres://用户:密码@主机:端口/数据库',
    en: 'database.url is not a PostgreSQL address; expected postgres://user:password@host:port/database',
  },
  nested: {
    status: 500,
    zh: '程序错误：在一个事务中又开始了另一个事务',
    en: 'Programming error: a transaction was started inside another one',
  },
  'transaction-over': {
    status: 500,
    zh: '程序错误：事务结束后仍在使用它',
    en: 'Programming error: a transaction was used after its end',
  },
  aborted: {
    status: 500,
    zh: '程序错误：事务中已有语句失败，不能继续执行',
    en: 'Programming error: a statement of this transaction failed, so it cannot go on',
  },
  'too-long': {
    status: 503,
    zh: '事务超过 {seconds} 秒仍未结束，已回滚',
    en: 'The transaction did not end within {seconds} s and was rolled back',
  },
  closed: {
    status: 503,
    zh: '系统正在停止，不再接受写入',
    en: 'The system is stopping and takes no more writes',
  },
  newer: {
    status: 500,
    zh: '数据库由更新版本的程序写成（未知的变更：{keys}），请使用不低于该版本的程序',
    en: 'The database was written by a newer version (unknown migrations: {keys}); run that version or a later one',
  },
  'migration-order': {
    status: 500,
    zh: '程序错误：变更 {key} 排在已经执行的变更之前',
    en: 'Programming error: migration {key} sorts before one that was already applied',
  },
  'migration-failed': {
    status: 500,
    zh: '数据库升级步骤 {key} 失败（{reason}），数据库保持升级前的状态',
    en: 'Migration {key} failed ({reason}); the database is as it was before',
  },
});

/** What is known of the database, for the texts of errors. Never holds a password. */
export type Target = {
  readonly file?: string;
  readonly host?: string;
  readonly user?: string;
  readonly database?: string;
};

type Raw = { code?: unknown; errcode?: unknown; message?: unknown; errors?: unknown };

/** How long a writer waits for another process's transaction. */
export const lockWaitMs = 10_000;

/**
 * Names the faults of the surroundings (disk, lock, server) by code. Everything else, such as a broken
 * constraint, comes back as it was.
 */
export function translate(error: unknown, target: Target): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error;
  const raw = error as Raw;
  if (raw.code === 'ERR_SQLITE_ERROR') return translateSqlite(raw, error, target);
  return translatePostgres(raw, error, target);
}

function translateSqlite(raw: Raw, error: Error, target: Target): unknown {
  const details = { file: target.file, reason: error.message };
  // The low byte is the primary result code: https://www.sqlite.org/rescode.html
  switch (Number(raw.errcode) & 0xff) {
    case 5:
    case 6:
      return storageErrors.locked({ seconds: lockWaitMs / 1000 }, error);
    case 8:
    case 14:
      return storageErrors.unwritable(details, error);
    case 10:
      return storageErrors.io({ reason: error.message }, error);
    case 11:
    case 26:
      return storageErrors['not-a-database']({ file: target.file }, error);
    case 13:
      return storageErrors['disk-full']({}, error);
    default:
      return error;
  }
}

const unreachable = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  'EPIPE',
]);

function translatePostgres(raw: Raw, error: Error, target: Target): unknown {
  const first = Array.isArray(raw.errors) ? (raw.errors[0] as Raw | undefined) : undefined;
  const code = String(raw.code ?? first?.code ?? '');
  // Classes after https://www.postgresql.org/docs/15/errcodes-appendix.html
  if (code.startsWith('28')) return storageErrors['wrong-password']({ ...target }, error);
  if (code === '3D000') return storageErrors['no-such-database']({ ...target }, error);
  if (code === '53100') return storageErrors['disk-full']({}, error);
  if (code === '58030') return storageErrors.io({ reason: error.message }, error);
  if (code === '55P03') return storageErrors.locked({ seconds: lockWaitMs / 1000 }, error);
  const gone = unreachable.has(code) || code.startsWith('08') || code.startsWith('57P') || code === '53300';
  if (gone || /connection terminated|timeout exceeded when trying to connect/i.test(error.message)) {
    return storageErrors.unreachable({ ...target, reason: code || error.message }, error);
  }
  // SCRAM without any password fails in the client, before the server can refuse.
  if (/client password must be a string/i.test(error.message)) {
    return storageErrors['wrong-password']({ ...target }, error);
  }
  return error;
}

/** Whether a statement failed because a unique key or primary key already holds the value. */
export function isUniqueViolation(error: unknown): boolean {
  const raw = error as Raw | undefined;
  return (
    raw?.code === '23505' ||
    (raw?.code === 'ERR_SQLITE_ERROR' && (raw.errcode === 2067 || raw.errcode === 1555))
  );
}

/** Whether a statement failed because a row that it points to is missing, or is still pointed to. */
export function isForeignKeyViolation(error: unknown): boolean {
  const raw = error as Raw | undefined;
  return raw?.code === '23503' || (raw?.code === 'ERR_SQLITE_ERROR' && raw.errcode === 787);
}
