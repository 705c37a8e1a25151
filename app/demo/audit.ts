import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '#platform/config/index.ts';
import type { PersonActor } from '#platform/kernel/actor.ts';
import type { System } from '../compose.ts';
import { demoLines, demoSources } from './audit-lines.ts';

/** Which accounts belong to applications is for each site to say; the rules are read when the audit starts. */
export async function nameApplications({ dataDir }: Config): Promise<void> {
  const rules = join(dataDir, 'audit', 'rules');
  await mkdir(rules, { recursive: true, mode: 0o700 });
  const lists = { application_accounts: ['dibao_app', 'hunyin_app'] };
  await writeFile(join(rules, 'placeholders.json'), JSON.stringify(lists));
}

/** Sources of the bureau and three days of what they sent; the rules find in it what there is to find. */
export async function makeAudit({ audit }: System, securityAdmin: PersonActor, now: number): Promise<void> {
  for (const { parsers, ...source } of demoSources)
    await audit.service.sources.create(securityAdmin, { ...source, kind: 'bulk', parsers: [...parsers] });
  await audit.take(
    demoLines(now).map(({ source, at, text }) => ({
      source,
      raw: Buffer.from(text, 'utf8'),
      eventTime: at,
      receivedAt: Math.min(at + 1_000, now),
    })),
  );
}
