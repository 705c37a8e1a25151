import { rmSync } from 'node:fs';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadConfig } from '#platform/config/index.ts';
import { systemClock } from '#platform/kernel/clock.ts';
import { createLog } from '#platform/log/index.ts';
import { temporaryFolder, testSettings } from '../test/composed.ts';
import { compose, type System } from './compose.ts';
import { startServer } from './server.ts';

let dataDir: string;
let settings: Readonly<Record<string, string>>;
const prepare = (): Promise<System> =>
  compose(loadConfig({ env: {}, overrides: settings }), {
    clock: systemClock,
    log: createLog({ level: 'error' }),
  });
beforeEach(async () => {
  dataDir = temporaryFolder();
  settings = await testSettings(dataDir);
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

it.each([
  ['its parts do not start', 'pki_crls'],
  ['it fails after its listeners were opened', 'access_setups'],
])('a server that is not to be closes the database: %s', async (_when, table) => {
  const system = await prepare();
  await system.storage.transaction((tx) => sql`drop table ${sql.table(table)}`.execute(tx));
  await expect(startServer(system)).rejects.toThrow(table);
  await expect(sql`select 1`.execute(system.storage.read())).rejects.toThrow();
  // The ports are free again: the next try fails at the same place, not at them.
  await expect(startServer(await prepare())).rejects.toThrow(table);
});
