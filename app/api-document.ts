import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '#platform/config/index.ts';
import { systemClock } from '#platform/kernel/clock.ts';
import { compose } from './compose.ts';
import { type Server, startServer } from './server.ts';

/** The OpenAPI document of the whole API, as the file in `console/src/api` has it. */
export function apiDocument(server: Server): string {
  return `${JSON.stringify(server.main.app.swagger(), null, 2)}\n`;
}

if (import.meta.main) {
  const dataDir = mkdtempSync(join(tmpdir(), 'anmin-api-'));
  const anyPort = { 'http.port': '0', 'http.clientCertPort': '0', 'http.plainPort': '0' };
  const config = loadConfig({ env: {}, overrides: { dataDir, 'log.level': 'error', ...anyPort } });
  const server = await startServer(await compose(config, { clock: systemClock }));
  writeFileSync(process.argv[2]!, apiDocument(server));
  await server.close();
  rmSync(dataDir, { recursive: true, force: true });
}
