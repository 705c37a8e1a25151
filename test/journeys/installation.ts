import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, loadConfig } from '#platform/config/index.ts';
import { systemClock } from '#platform/kernel/clock.ts';
import { createLog } from '#platform/log/index.ts';
import { compose } from '../../app/compose.ts';
import { type Server, startServer } from '../../app/server.ts';
import { type Composed, composed } from '../composed.ts';

const root = join(import.meta.dirname, '..', '..');

export type Installation = Server & {
  /** Files of the people of the journey. */
  readonly folder: string;
  end(): Promise<void>;
};

/** Builds the console when its sources changed, as `npm start` does. */
function buildConsole(): void {
  const script = "import { buildConsole } from './bin/prepare.mjs'; buildConsole();";
  execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: root,
    stdio: 'pipe',
    // The runner says `test`, which would make React's slow development build.
    env: { ...process.env, NODE_ENV: 'production' },
  });
}

/** The whole product on free ports and throw-away data; `config` when another is prepared already. */
export async function install(prepared?: Config): Promise<Installation> {
  buildConsole();
  const folder = mkdtempSync(join(tmpdir(), 'anmin-journey-'));
  const ports = { 'http.port': '0', 'http.clientCertPort': '0', 'http.plainPort': '0' };
  const config = prepared ?? loadConfig({ env: {}, overrides: { dataDir: join(folder, 'data'), ...ports } });
  const system = await compose(config, { clock: systemClock, log: createLog({ level: 'error' }) });
  const server = await startServer(system);
  return {
    ...server,
    folder,
    async end() {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The whole product as the tests of the API start it, with the console: what is not shown is done by calls. */
export async function installComposed(
  options?: Parameters<typeof composed>[0],
): Promise<{ readonly place: Installation; readonly product: Composed }> {
  buildConsole();
  const product = await composed(options);
  return { product, place: { ...product.server, folder: product.dataDir, end: product.close } };
}
