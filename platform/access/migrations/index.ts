import type { MigrationSet } from '../../storage/index.ts';
import { accessTables } from './0001-access.ts';

export const accessMigrations: MigrationSet = {
  domain: 'access',
  migrations: { '0001-access': accessTables },
};
