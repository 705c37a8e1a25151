import type { MigrationSet } from '#platform/storage/index.ts';
import * as certificates from './0001-certificates.ts';
import * as certificateLists from './0002-certificate-lists.ts';
import * as crlMarks from './0003-crl-marks.ts';
import * as deciders from './0004-deciders.ts';
import * as searchInOrder from './0005-search-in-order.ts';

export const pkiMigrations: MigrationSet = {
  domain: 'pki',
  migrations: {
    '0001-certificates': certificates,
    '0002-certificate-lists': certificateLists,
    '0003-crl-marks': crlMarks,
    '0004-deciders': deciders,
    '0005-search-in-order': searchInOrder,
  },
};
