import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { createEventLog, eventMigrations } from '#platform/events/index.ts';
import { systemClock } from '#platform/kernel/clock.ts';
import { createSealer } from '#platform/seal/index.ts';
import { migrate, openStorage } from '#platform/storage/index.ts';
import { loadProfiles } from '../../adapters/profile-files.ts';
import { pkiMigrations } from '../../migrations/index.ts';
import { findCertificate } from '../../store/certificates.ts';
import type { PkiTables } from '../../store/tables.ts';
import { createIssuing } from '../issuing.ts';
import { addBureau, addHolder, noAccounts, orderFor, testSettings } from '../testing.ts';

/**
 * Boots on the database given, issues without end, and writes the fingerprint of each certificate to
 * standard output once it was acknowledged. Its parent kills it.
 */
const [file, masterKey] = process.argv.slice(2) as [string, string];
const storage = await openStorage({ file });
await migrate(storage, [eventMigrations, pkiMigrations]);
const clock = systemClock;
const events = createEventLog({ storage, clock });
const { profiles } = loadProfiles(join(import.meta.dirname, '../../profiles'));
const sealer = createSealer(Buffer.from(masterKey, 'hex'));
const issuing = createIssuing({
  storage,
  events,
  clock,
  sealer,
  profiles,
  settings: testSettings,
  holderAccounts: noAccounts,
});
await issuing.start();
writeSync(1, 'started\n');
const organisationId = await addBureau(storage);

async function issueForEver(): Promise<never> {
  for (;;) {
    const holderId = await addHolder(storage, organisationId);
    const { certificateId } = await issuing.issuance.issue(orderFor(holderId), issuing.actor);
    const row = await findCertificate(storage.read<PkiTables>(), certificateId);
    writeSync(1, `${row!.fingerprint}\n`);
  }
}
await Promise.all(Array.from({ length: 8 }, issueForEver));
