import type { MigrationSet } from '#platform/storage/index.ts';
import * as certificates from './0001-certificates.ts';

export const pkiMigrations: MigrationSet = {
  domain: 'pki',
  migrations: { '0001-certificates': certificates },
};
