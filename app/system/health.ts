import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReadyCheck } from '#platform/http/index.ts';
import type { System } from '../compose.ts';
import { examine } from '../doctor/component.ts';
import { components } from '../doctor/components.ts';
import { consoleDir, version } from '../foundation.ts';
import { jobView, type SystemDeps } from './routes.ts';

type Identity = { readonly subject: string; readonly notAfter: Date };

/** Gathers what the health page and the ready checks show. */
export function createHealth(deps: {
  readonly system: System;
  readonly startedAt: Date;
  readonly listeners: () => readonly { readonly name: string; readonly port: number }[];
  readonly identity: () => Identity;
}): SystemDeps & { readonly readyChecks: readonly ReadyCheck[] } {
  const { system, startedAt } = deps;
  const { storage, config, scheduler, events, clock } = system;

  return {
    async health() {
      const { subject, notAfter } = deps.identity();
      const [found, jobs, subscribers, bytes] = await Promise.all([
        examine(components({ dataDir: config.dataDir, consoleDir, pkcs11Module: config.pki.pkcs11.module })),
        scheduler.states(),
        events.states(),
        databaseBytes(config.dataDir),
      ]);
      return {
        version,
        startedAt: startedAt.toISOString(),
        now: clock.now().toISOString(),
        process: {
          pid: process.pid,
          residentBytes: process.memoryUsage.rss(),
          node: process.versions.node,
        },
        storage: { dialect: storage.dialect, bytes: storage.dialect === 'sqlite' ? bytes : null },
        listeners: deps.listeners().map(({ name, port }) => ({
          name,
          url: `${name === 'plain' ? 'http' : 'https'}://${config.http.host}:${port}`,
        })),
        serverCertificate: { subject, notAfter: notAfter.toISOString() },
        components: found.map((each) => ({
          ...each,
          version: each.version ?? null,
          warning: each.warning ?? null,
        })),
        jobs: jobs.map(jobView),
        subscribers: subscribers.map(({ name, lag, attempts, failedSince, lastError }) => ({
          name,
          lag,
          attempts,
          failedSince: failedSince ?? null,
          lastError: lastError ?? null,
        })),
      };
    },
    integrity: () => storage.checkIntegrity(),
    now: () => clock.now(),
    runJob: (name) => scheduler.runNow(name),
    readyChecks: [
      {
        name: 'database',
        async check() {
          await events.list({ page: 1, pageSize: 1 });
          return true;
        },
      },
      { name: 'server-certificate', check: async () => deps.identity().notAfter > clock.now() },
    ],
  };
}

/** The SQLite file with its write-ahead log. */
async function databaseBytes(dataDir: string): Promise<number> {
  const sizes = await Promise.all(
    ['anmin.db', 'anmin.db-wal'].map((name) =>
      stat(join(dataDir, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
