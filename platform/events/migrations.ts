import { countedKey, type MigrationSet } from '../storage/index.ts';

export const eventMigrations: MigrationSet = {
  domain: 'platform-events',
  migrations: {
    '0001-events': {
      async up(db) {
        await db.schema
          .createTable('platform_events')
          .addColumn('sequence', ...countedKey(db))
          .addColumn('id', 'text', (c) => c.notNull())
          .addColumn('time', 'text', (c) => c.notNull())
          .addColumn('name', 'text', (c) => c.notNull())
          .addColumn('actor', 'text', (c) => c.notNull())
          .addColumn('actor_id', 'text', (c) => c.notNull())
          .addColumn('subject_kind', 'text', (c) => c.notNull())
          .addColumn('subject_id', 'text', (c) => c.notNull())
          .addColumn('subject_label', 'text')
          .addColumn('outcome', 'text', (c) => c.notNull())
          .addColumn('data', 'text', (c) => c.notNull())
          .execute();
        await db.schema
          .createIndex('platform_events_subject')
          .on('platform_events')
          .columns(['subject_id', 'subject_kind', 'sequence'])
          .execute();
        await db.schema
          .createTable('platform_event_cursors')
          .addColumn('name', 'text', (c) => c.primaryKey())
          .addColumn('sequence', 'bigint', (c) => c.notNull())
          .addColumn('attempts', 'integer', (c) => c.notNull().defaultTo(0))
          .addColumn('retry_at', 'text')
          .addColumn('failed_since', 'text')
          .addColumn('last_error', 'text')
          .addColumn('lease_owner', 'text')
          .addColumn('lease_until', 'text')
          .execute();
      },
    },
  },
};
