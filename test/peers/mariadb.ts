import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onPath, peer } from './find.ts';
import { collect, endOf, unprivileged, until } from './pgaudit.ts';

const client = '/usr/bin/mariadb';
const plugin = '/usr/lib/mysql/plugin/server_audit.so';

/** MariaDB with its server_audit plug-in. */
export const mariadb = peer('mariadb', {
  probe: () => (existsSync(plugin) ? onPath('mariadbd') : undefined),
  debian: 'mariadb-server',
});

export type AuditedMariadb = {
  /** What server_audit writes. */
  readonly log: string;
  /** Runs a script as `user`. */
  run(script: string, user?: string): void;
  stop(): Promise<void>;
};

/** A throw-away server that writes every statement into its audit log, and rotates it itself. */
export async function startAuditedMariadb(): Promise<AuditedMariadb> {
  const folder = mkdtempSync(join(tmpdir(), 'anmin-mariadb-'));
  const data = join(folder, 'data');
  mkdirSync(data);
  const asMysql = unprivileged('mysql', [folder, data]);
  chmodSync(folder, 0o755);
  const [install, installArgs] = asMysql('mariadb-install-db', [
    ...['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db'],
  ]);
  const made = spawnSync(install, installArgs, { encoding: 'utf8', cwd: folder });
  if (made.status !== 0) throw new Error(`mariadb-install-db: ${made.stdout}${made.stderr}`);
  const socket = join(folder, 'server.sock');
  const log = join(folder, 'server_audit.log');
  const [file, args] = asMysql(mariadb.path, [
    '--no-defaults',
    `--datadir=${data}`,
    `--socket=${socket}`,
    `--pid-file=${join(folder, 'server.pid')}`,
    '--skip-networking',
    '--character-set-server=utf8mb4',
    '--innodb-flush-log-at-trx-commit=0',
    '--innodb-buffer-pool-size=32M',
    '--plugin-load-add=server_audit',
    '--server-audit-logging=ON',
    `--server-audit-file-path=${log}`,
    '--server-audit-file-rotate-size=16384',
    '--server-audit-file-rotations=50',
  ]);
  const server = spawn(file, args, { stdio: ['ignore', 'ignore', 'pipe'], cwd: folder });
  const output = collect(server);
  const run = (script: string, user = 'root') => {
    const options = [
      '--no-defaults',
      `--socket=${socket}`,
      `--user=${user}`,
      '--default-character-set=utf8mb4',
    ];
    const { status, stderr } = spawnSync(client, options, { input: script, encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  };
  await until(server, output, () => run('SELECT 1'));
  return {
    log,
    run,
    async stop() {
      await endOf(server, 'SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
