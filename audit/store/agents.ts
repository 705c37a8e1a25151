import type { Selectable } from 'kysely';
import type { AuditTables, Db } from './db.ts';

export type TokenRow = Selectable<AuditTables['audit_agent_tokens']>;
export type AgentRow = Selectable<AuditTables['audit_agents']>;

export const findSourceOfAgents = (
  db: Db,
  id: string,
): Promise<{ id: string; kind: string; enabled: number } | undefined> =>
  db.selectFrom('audit_sources').select(['id', 'kind', 'enabled']).where('id', '=', id).executeTakeFirst();

export const findToken = (db: Db, hash: string): Promise<TokenRow | undefined> =>
  db.selectFrom('audit_agent_tokens').selectAll().where('hash', '=', hash).executeTakeFirst();

export async function countUnused(db: Db, source: string, now: string): Promise<number> {
  const { n } = await db
    .selectFrom('audit_agent_tokens')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .where('source_id', '=', source)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirstOrThrow();
  return Number(n);
}

export async function insertToken(tx: Db, row: TokenRow): Promise<void> {
  await tx.insertInto('audit_agent_tokens').values(row).execute();
}

/** Compare and set: false when another request has used the token. */
export async function useToken(tx: Db, id: string, request: string, at: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('audit_agent_tokens')
    .set({ used_at: at, used_for: request })
    .where('id', '=', id)
    .where((row) => row.or([row('used_at', 'is', null), row('used_for', '=', request)]))
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

/** What `useToken` did, undone: the request was not worth a certificate. */
export async function giveTokenBack(tx: Db, id: string, request: string): Promise<void> {
  await tx
    .updateTable('audit_agent_tokens')
    .set({ used_at: null, used_for: null })
    .where('id', '=', id)
    .where('used_for', '=', request)
    .execute();
}

/** Ends the used tokens of a source: a request that was answered is answered no more. */
export async function endUsedTokens(tx: Db, source: string, at: string): Promise<void> {
  await tx
    .updateTable('audit_agent_tokens')
    .set({ expires_at: at })
    .where('source_id', '=', source)
    .where('used_at', 'is not', null)
    .where('expires_at', '>', at)
    .execute();
}

export const agentsOf = (db: Db, source: string): Promise<AgentRow[]> =>
  db.selectFrom('audit_agents').selectAll().where('source_id', '=', source).orderBy('id').execute();

/** By its newest certificate or the one before. */
export const findAgent = (db: Db, fingerprint: string): Promise<AgentRow | undefined> =>
  db
    .selectFrom('audit_agents')
    .selectAll()
    .where((row) =>
      row.or([row('fingerprint', '=', fingerprint), row('previous_fingerprint', '=', fingerprint)]),
    )
    .executeTakeFirst();

export async function insertAgent(tx: Db, row: AgentRow): Promise<void> {
  await tx.insertInto('audit_agents').values(row).execute();
}

export async function updateAgent(tx: Db, id: string, set: Partial<AgentRow>): Promise<void> {
  await tx.updateTable('audit_agents').set(set).where('id', '=', id).execute();
}

/** Where a certificate is a sender. */
export const sendersByCertificate = (
  db: Db,
  fingerprint: string,
): Promise<{ id: string; source_id: string }[]> =>
  db
    .selectFrom('audit_senders')
    .select(['id', 'source_id'])
    .where('kind', '=', 'certificate')
    .where('value', '=', fingerprint)
    .execute();
