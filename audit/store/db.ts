import type { Kysely } from 'kysely';
import type { AgentTables } from './tables/agents.ts';
import type { AlertTables } from './tables/alerts.ts';
import type { CaseTables } from './tables/cases.ts';
import type { CollectTables } from './tables/collect.ts';
import type { EvidenceTables } from './tables/evidence.ts';
import type { ExportTables } from './tables/exports.ts';
import type { ReportTables } from './tables/reports.ts';
import type { SearchTables } from './tables/searches.ts';
import type { StoreMoveTables } from './tables/store-moves.ts';

/** Every table of the domain. */
export type AuditTables = AgentTables &
  AlertTables &
  CaseTables &
  CollectTables &
  EvidenceTables &
  ExportTables &
  ReportTables &
  SearchTables &
  StoreMoveTables;

/** Committed state, or the transaction of the caller. */
export type Db = Kysely<AuditTables>;
