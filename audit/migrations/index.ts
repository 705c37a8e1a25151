import type { MigrationSet } from '#platform/storage/index.ts';
import * as sources from './0001-sources.ts';
import * as alerts from './0002-alerts.ts';
import * as retention from './0003-retention.ts';
import * as evidenceKeys from './0004-evidence-keys.ts';
import * as agents from './0005-agents.ts';
import * as reports from './0006-reports.ts';
import * as storeMoves from './0007-store-moves.ts';

export const auditMigrations: MigrationSet = {
  domain: 'audit',
  migrations: {
    '0001-sources': sources,
    '0002-alerts': alerts,
    '0003-retention': retention,
    '0004-evidence-keys': evidenceKeys,
    '0005-agents': agents,
    '0006-reports': reports,
    '0007-store-moves': storeMoves,
  },
};
