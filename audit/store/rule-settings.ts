import type { Selectable } from 'kysely';
import type { AuditTables, Db } from './db.ts';

/** Ids of the rules that are off. */
export async function rulesThatAreOff(db: Db): Promise<Set<string>> {
  const rows = await db
    .selectFrom('audit_rule_settings')
    .select('rule_id')
    .where('enabled', '=', 0)
    .execute();
  return new Set(rows.map((row) => row.rule_id));
}

export async function setRule(
  tx: Db,
  { rule_id: id, ...set }: Selectable<AuditTables['audit_rule_settings']>,
): Promise<void> {
  await tx
    .insertInto('audit_rule_settings')
    .values({ rule_id: id, ...set })
    .onConflict((conflict) => conflict.column('rule_id').doUpdateSet(set))
    .execute();
}
