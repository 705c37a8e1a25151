import { type Kysely, type Migration, sql } from 'kysely';
import { blobType } from '../../storage/index.ts';

export const accessTables: Migration = {
  // biome-ignore lint/suspicious/noExplicitAny: a migration knows no table map
  async up(db: Kysely<any>) {
    const blob = blobType(db);
    await db.schema
      .createTable('access_accounts')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('login_name', 'text', (c) => c.notNull().unique())
      .addColumn('display_name', 'text', (c) => c.notNull())
      .addColumn('holder_id', 'text', (c) => c.unique())
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('password_hash', 'text')
      .addColumn('password_changed_at', 'text')
      .addColumn('must_change_password', 'integer', (c) => c.notNull())
      .addColumn('totp_secret', blob)
      .addColumn('totp_pending', blob)
      .addColumn('totp_last_step', 'integer')
      .addColumn('last_sign_in_at', 'text')
      .addColumn('created_at', 'text', (c) => c.notNull())
      .addColumn('version', 'integer', (c) => c.notNull())
      .execute();
    await db.schema
      .createTable('access_password_history')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('account_id', 'text', (c) => c.notNull().references('access_accounts.id'))
      .addColumn('hash', 'text', (c) => c.notNull())
      .execute();
    await db.schema
      .createIndex('access_password_history_account')
      .on('access_password_history')
      .columns(['account_id', 'id'])
      .execute();
    await db.schema
      .createTable('access_account_roles')
      .addColumn('account_id', 'text', (c) => c.notNull().references('access_accounts.id'))
      .addColumn('role', 'text', (c) => c.notNull())
      .addColumn('admin_kind', 'text')
      .addPrimaryKeyConstraint('access_account_roles_pk', ['account_id', 'role'])
      .execute();
    // 三员分立: the database itself refuses a second administrator's role of one account.
    await db.schema
      .createIndex('access_account_roles_one_administrator')
      .unique()
      .on('access_account_roles')
      .column('account_id')
      .where(sql.ref('admin_kind'), 'is not', null)
      .execute();
    await db.schema
      .createIndex('access_account_roles_role')
      .on('access_account_roles')
      .columns(['role', 'account_id'])
      .execute();
    await db.schema
      .createTable('access_account_certificates')
      .addColumn('fingerprint', 'text', (c) => c.primaryKey())
      .addColumn('account_id', 'text', (c) => c.notNull().references('access_accounts.id'))
      .execute();
    await db.schema
      .createIndex('access_account_certificates_account')
      .on('access_account_certificates')
      .column('account_id')
      .execute();
    await db.schema
      .createTable('access_sessions')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('token_hash', 'text', (c) => c.notNull().unique())
      .addColumn('account_id', 'text', (c) => c.notNull().references('access_accounts.id'))
      .addColumn('method', 'text', (c) => c.notNull())
      .addColumn('certificate_fingerprint', 'text')
      .addColumn('certificate_chain', 'text')
      .addColumn('address', 'text')
      .addColumn('user_agent', 'text')
      .addColumn('created_at', 'text', (c) => c.notNull())
      .addColumn('last_seen_at', 'text', (c) => c.notNull())
      .addColumn('expires_at', 'text', (c) => c.notNull())
      .addColumn('ended_at', 'text')
      .addColumn('ended_reason', 'text')
      .execute();
    await db.schema
      .createIndex('access_sessions_account')
      .on('access_sessions')
      .columns(['account_id', 'ended_at'])
      .execute();
    await db.schema
      .createIndex('access_sessions_live')
      .on('access_sessions')
      .column('expires_at')
      .where(sql.ref('ended_at'), 'is', null)
      .execute();
    await db.schema
      .createTable('access_sign_in_failures')
      .addColumn('login_name', 'text', (c) => c.primaryKey())
      .addColumn('count', 'integer', (c) => c.notNull())
      .addColumn('first_at', 'text', (c) => c.notNull())
      .addColumn('locked_until', 'text')
      .execute();
    await db.schema
      .createTable('access_roles')
      .addColumn('name', 'text', (c) => c.primaryKey())
      .addColumn('zh', 'text', (c) => c.notNull())
      .addColumn('en', 'text', (c) => c.notNull())
      .addColumn('permissions', 'text', (c) => c.notNull())
      .execute();
    await db.schema
      .createTable('access_setups')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('token_hash', 'text', (c) => c.notNull().unique())
      .addColumn('expires_at', 'text', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull())
      .execute();
    await db.schema
      .createTable('access_setup_enrolments')
      .addColumn('fingerprint', 'text', (c) => c.primaryKey())
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull())
      .execute();
  },
};
