import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from '../free-ports.ts';
import { onPath, peer } from './find.ts';

/** The folder of initdb and postgres, which Debian keeps off PATH. */
function binaries(): string | undefined {
  const versioned = '/usr/lib/postgresql';
  try {
    const newest = readdirSync(versioned).sort((a, b) => Number(b) - Number(a));
    const found = newest
      .map((version) => join(versioned, version, 'bin'))
      .find((bin) => onPath(join(bin, 'initdb')));
    if (found !== undefined) return found;
  } catch {
    // Not Debian's layout.
  }
  return onPath('initdb')?.replace(/\/initdb$/, '');
}

export const postgres = peer('postgres', { probe: binaries, debian: 'postgresql' });

export type PostgresCluster = {
  readonly port: number;
  /** A new, empty database. */
  createDatabase(): Promise<string>;
  url(database: string, as?: { user?: string; password?: string }): string;
  /** Ends the server at once, without a checkpoint, and starts it again on the same data. */
  crash(): Promise<void>;
  stop(): Promise<void>;
};

const user = 'anmin';
const password = 'throw-away';

/** PostgreSQL refuses to run as root; then it runs as the account that Debian's package made. */
function asUnprivileged(): {
  wrap(file: string, args: string[]): [string, string[]];
  own(path: string): void;
} {
  if (process.getuid?.() !== 0) return { wrap: (file, args) => [file, args], own: () => {} };
  const id = (flag: string) => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout);
  const [uid, gid] = [id('-u'), id('-g')];
  return {
    wrap: (file, args) => ['setpriv', [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', file, ...args]],
    own: (path) => chownSync(path, uid, gid),
  };
}

/**
 * A throw-away cluster on a loopback port of its own, with password sign-in. Without fsync: what was
 * written outlives the death of the server, which tests bring about, though not a power cut.
 */
export async function startPostgres(): Promise<PostgresCluster> {
  const { wrap, own } = asUnprivileged();
  const directory = mkdtempSync(join(tmpdir(), 'anmin-pg-'));
  chmodSync(directory, 0o700);
  own(directory);
  const data = join(directory, 'data');
  const secret = join(directory, 'password');
  writeFileSync(secret, password, { mode: 0o600 });
  own(secret);
  const [initdb, initArgs] = wrap(join(postgres.path, 'initdb'), [
    ...['-D', data, '-U', user, '-A', 'scram-sha-256', '--pwfile', secret, '-E', 'UTF8', '--locale=C', '-N'],
  ]);
  const made = spawnSync(initdb, initArgs, { encoding: 'utf8', cwd: directory });
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
  const port = await freePort();
  const url = (database: string, as: { user?: string; password?: string } = {}) =>
    `postgres://${as.user ?? user}:${as.password ?? password}@127.0.0.1:${port}/${database}`;

  let server: ChildProcess;
  async function start(): Promise<void> {
    const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', `unix_socket_directories=${directory}`];
    const small = ['fsync=off', 'shared_buffers=32MB', 'max_connections=60', 'logging_collector=off'];
    const [file, args] = wrap(join(postgres.path, 'postgres'), [
      ...['-D', data, ...[...settings, ...small].flatMap((setting) => ['-c', setting])],
    ]);
    server = spawn(file, args, { stdio: ['ignore', 'ignore', 'pipe'], cwd: directory });
    let log = '';
    server.stderr!.on('data', (chunk: Buffer) => {
      log = (log + chunk.toString()).slice(-4000);
    });
    for (let tries = 0; ; tries++) {
      try {
        await query('postgres', 'SELECT 1');
        return;
      } catch (error) {
        if (server.exitCode !== null || tries > 300) throw new Error(`postgres: ${log}`, { cause: error });
        await delay(50);
      }
    }
  }
  async function end(signal: NodeJS.Signals): Promise<void> {
    const gone = new Promise((resolve) => server.once('exit', resolve));
    if (server.exitCode !== null || server.signalCode !== null) return;
    server.kill(signal);
    await gone;
  }
  async function query(database: string, sql: string): Promise<void> {
    const client = new pg.Client({ connectionString: url(database) });
    client.on('error', () => {});
    await client.connect();
    await client.query(sql).finally(() => client.end());
  }

  await start();
  let count = 0;
  return {
    port,
    url,
    async createDatabase() {
      const name = `test_${process.pid}_${++count}`;
      await query('postgres', `CREATE DATABASE ${name}`);
      return url(name);
    },
    async crash() {
      // SIGQUIT: immediate shutdown without a checkpoint; the next start recovers from the WAL.
      await end('SIGQUIT');
      await start();
    },
    async stop() {
      await end('SIGINT');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
