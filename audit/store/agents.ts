import type { Kysely, Selectable } from 'kysely';
import type { AgentTables } from './agent-tables.ts';
import type { CollectTables } from './tables.ts';

export type AgentDb = Kysely<AgentTables & CollectTables>;
export type TokenRow = Selectable<AgentTables['audit_agent_tokens']>;
export type AgentRow = Selectable<AgentTables['audit_agents']>;

export const findSourceOfAgents = (
  db: AgentDb,
  id: string,
): Promise<{ id: string; kind: string; enabled: number } | undefined> =>
  db.selectFrom('audit_sources').select(['id', 'kind', 'enabled']).where('id', '=', id).executeTakeFirst();

export const findToken = (db: AgentDb, hash: string): Promise<TokenRow | undefined> =>
  db.selectFrom('audit_agent_tokens').selectAll().where('hash', '=', hash).executeTakeFirst();

export async function countUnused(db: AgentDb, source: string, now: string): Promise<number> {
  const { n } = await db
    .selectFrom('audit_agent_tokens')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .where('source_id', '=', source)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirstOrThrow();
  return Number(n);
}

export async function insertToken(tx: AgentDb, row: TokenRow): Promise<void> {
  await tx.insertInto('audit_agent_tokens').values(row).execute();
}

/** Compare and set: false when another request has used the token. */
export async function useToken(tx: AgentDb, id: string, request: string, at: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('audit_agent_tokens')
    .set({ used_at: at, used_for: request })
    .where('id', '=', id)
    .where((row) => row.or([row('used_at', 'is', null), row('used_for', '=', request)]))
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

/** What `useToken` did, undone: the request was not worth a certificate. */
export async function giveTokenBack(tx: AgentDb, id: string, request: string): Promise<void> {
  await tx
    .updateTable('audit_agent_tokens')
    .set({ used_at: null, used_for: null })
    .where('id', '=', id)
    .where('used_for', '=', request)
    .execute();
}

export const agentsOf = (db: AgentDb, source: string): Promise<AgentRow[]> =>
  db.selectFrom('audit_agents').selectAll().where('source_id', '=', source).orderBy('id').execute();

/** By its newest certificate or the one before. */
export const findAgent = (db: AgentDb, fingerprint: string): Promise<AgentRow | undefined> =>
  db
    .selectFrom('audit_agents')
    .selectAll()
    .where((row) =>
      row.or([row('fingerprint', '=', fingerprint), row('previous_fingerprint', '=', fingerprint)]),
    )
    .executeTakeFirst();

export async function insertAgent(tx: AgentDb, row: AgentRow): Promise<void> {
  await tx.insertInto('audit_agents').values(row).execute();
}

export async function updateAgent(tx: AgentDb, id: string, set: Partial<AgentRow>): Promise<void> {
  await tx.updateTable('audit_agents').set(set).where('id', '=', id).execute();
}

/** Where a certificate is a sender. */
export const sendersByCertificate = (
  db: AgentDb,
  fingerprint: string,
): Promise<{ id: string; source_id: string }[]> =>
  db
    .selectFrom('audit_senders')
    .select(['id', 'source_id'])
    .where('kind', '=', 'certificate')
    .where('value', '=', fingerprint)
    .execute();
