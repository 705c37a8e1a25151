import { type Kysely, type Migration, sql } from 'kysely';
import { blobType } from '../../storage/index.ts';

export const passwordResets: Migration = {
  // biome-ignore lint/suspicious/noExplicitAny: a migration knows no table map
  async up(db: Kysely<any>) {
    await db.schema
      .createTable('access_password_resets')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('account_id', 'text', (c) => c.notNull().references('access_accounts.id'))
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('reason', 'text', (c) => c.notNull())
      .addColumn('requested_by', 'text', (c) => c.notNull().references('access_accounts.id'))
      .addColumn('requested_by_name', 'text', (c) => c.notNull())
      .addColumn('requested_at', 'text', (c) => c.notNull())
      .addColumn('expires_at', 'text', (c) => c.notNull())
      .addColumn('decided_by', 'text')
      .addColumn('decided_by_name', 'text')
      .addColumn('decided_at', 'text')
      .addColumn('decision_reason', 'text')
      .addColumn('sealed_part', blobType(db))
      .execute();
    // One at a time for an account: two that wait could be confirmed by mistake for each other.
    await db.schema
      .createIndex('access_password_resets_one_pending')
      .unique()
      .on('access_password_resets')
      .column('account_id')
      .where(sql.ref('state'), '=', sql.lit('pending'))
      .execute();
    await db.schema
      .createIndex('access_password_resets_account')
      .on('access_password_resets')
      .columns(['account_id', 'id'])
      .execute();
  },
};
