import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from '../free-ports.ts';
import { peer } from './find.ts';

const versions = '/usr/lib/postgresql';

/** The folder of initdb and postgres that have pgaudit beside them. */
function binaries(): string | undefined {
  if (!existsSync(versions)) return undefined;
  const version = readdirSync(versions)
    .sort((one, other) => Number(other) - Number(one))
    .find((each) => existsSync(join(versions, each, 'lib/pgaudit.so')));
  return version && join(versions, version, 'bin');
}

/** PostgreSQL with the pgaudit extension. Its path is the folder of its programs. */
export const pgaudit = peer('pgaudit', {
  probe: binaries,
  debian: 'postgresql-15 postgresql-15-pgaudit',
});

export type AuditedPostgres = {
  /** Where it writes its log as CSV. */
  readonly logs: string;
  /** Runs statements one after the other, in one session of `user`. */
  run(statements: readonly string[], user?: string): Promise<void>;
  stop(): Promise<void>;
};

/** A throw-away cluster that writes every statement into its audit log. */
export async function startAuditedPostgres(): Promise<AuditedPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'anmin-pgaudit-'));
  const data = join(folder, 'data');
  const logs = join(folder, 'logs');
  mkdirSync(logs);
  const asPostgres = unprivileged('postgres', [folder, logs]);
  chmodSync(folder, 0o755);
  const [initdb, initArgs] = asPostgres(join(pgaudit.path, 'initdb'), [
    ...['-D', data, '-U', 'officer', '-A', 'trust', '-E', 'UTF8', '--locale=C', '-N'],
  ]);
  const made = spawnSync(initdb, initArgs, { encoding: 'utf8', cwd: folder });
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
  const port = await freePort();
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${folder}`,
    'fsync=off',
    'shared_buffers=32MB',
    'shared_preload_libraries=pgaudit',
    'pgaudit.log=all',
    'pgaudit.log_catalog=off',
    'logging_collector=on',
    'log_destination=csvlog',
    `log_directory=${logs}`,
    'log_filename=audit-%H%M%S.log',
    'log_rotation_size=64kB',
    'log_timezone=Asia/Shanghai',
    'log_connections=on',
  ];
  const [file, args] = asPostgres(join(pgaudit.path, 'postgres'), [
    ...['-D', data, ...settings.flatMap((setting) => ['-c', setting])],
  ]);
  const server = spawn(file, args, { stdio: ['ignore', 'ignore', 'pipe'], cwd: folder });
  const output = collect(server);
  const connect = async (user = 'officer') => {
    const client = new pg.Client({ host: '127.0.0.1', port, user, database: 'postgres' });
    client.on('error', () => {});
    await client.connect();
    return client;
  };
  await until(server, output, async () => (await connect()).end());
  return {
    logs,
    async run(statements, user) {
      const client = await connect(user);
      try {
        for (const statement of statements) await client.query(statement);
      } finally {
        await client.end();
      }
    },
    async stop() {
      await endOf(server, 'SIGINT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Servers refuse to run as root; then they run as the account that Debian's package made. */
export function unprivileged(
  account: string,
  folders: readonly string[],
): (file: string, args: readonly string[]) => [string, string[]] {
  if (process.getuid?.() !== 0) return (file, args) => [file, [...args]];
  const id = (flag: string) => Number(spawnSync('id', [flag, account], { encoding: 'utf8' }).stdout);
  const [uid, gid] = [id('-u'), id('-g')];
  for (const folder of folders) chownSync(folder, uid, gid);
  return (file, args) => ['setpriv', [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', file, ...args]];
}

export function collect(server: ChildProcess): () => string {
  let text = '';
  server.stderr!.on('data', (chunk: Buffer) => {
    text = (text + chunk.toString()).slice(-4000);
  });
  return () => text;
}

/** Tries until the server answers. */
export async function until(
  server: ChildProcess,
  output: () => string,
  answers: () => Promise<unknown> | unknown,
): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await answers();
      return;
    } catch (error) {
      if (server.exitCode !== null || tries > 300) throw new Error(output(), { cause: error });
      await wait(100);
    }
  }
}

export async function endOf(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = new Promise((resolve) => server.once('exit', resolve));
  server.kill(signal);
  await gone;
}
