import type { MigrationSet } from '../../storage/index.ts';
import { accessTables } from './0001-access.ts';
import { passwordResets } from './0002-password-resets.ts';

export const accessMigrations: MigrationSet = {
  domain: 'access',
  migrations: { '0001-access': accessTables, '0002-password-resets': passwordResets },
};
