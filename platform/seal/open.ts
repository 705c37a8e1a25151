import type { Clock } from '../kernel/clock.ts';
import { blobType, type MigrationSet, type Storage } from '../storage/index.ts';
import { createSealer, type Sealer } from './box.ts';
import { sealErrors } from './errors.ts';
import type { MasterKeySource } from './source.ts';

type Tables = { platform_master_key: { id: number; key_id: string; proof: Buffer; created_at: string } };

export const sealMigrations: MigrationSet = {
  domain: 'platform-seal',
  migrations: {
    '0001-master-key': {
      async up(db) {
        await db.schema
          .createTable('platform_master_key')
          .addColumn('id', 'integer', (c) => c.primaryKey())
          .addColumn('key_id', 'text', (c) => c.notNull())
          .addColumn('proof', blobType(db), (c) => c.notNull())
          .addColumn('created_at', 'text', (c) => c.notNull())
          .execute();
      },
    },
  },
};

const proofText = 'anmin master key';
const proofContext = 'platform/seal/proof';

/**
 * The sealer of this database. A database that has none yet gets a key (made when the source has none)
 * and a sealed proof; from then on only that key is accepted, and a lost one is never replaced.
 * @throws seal.wrong-key, seal.missing-key, and what the source throws
 */
export async function openSealer(deps: {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly source: MasterKeySource;
}): Promise<Sealer> {
  const { storage, clock, source } = deps;
  const known = await readProof(storage);
  const key = (await source.read()) ?? (known === undefined ? await source.create?.() : undefined);
  if (key === undefined) {
    throw sealErrors['missing-key']({ where: source.where, expected: known?.key_id ?? '-' });
  }
  const sealer = createSealer(key);
  key.fill(0);
  if (known === undefined) {
    await storage.transaction<Tables, unknown>((tx) =>
      tx
        .insertInto('platform_master_key')
        .values({
          id: 1,
          key_id: sealer.keyId,
          proof: sealer.seal(Buffer.from(proofText), proofContext),
          created_at: clock.now().toISOString(),
        })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .execute(),
    );
  }
  // Read back: another process may have been first, with another key.
  const proof = (await readProof(storage))!;
  if (proof.key_id !== sealer.keyId || !opens(sealer, proof.proof)) {
    throw sealErrors['wrong-key']({ where: source.where, found: sealer.keyId, expected: proof.key_id });
  }
  return sealer;
}

function readProof(storage: Storage) {
  return storage
    .read<Tables>()
    .selectFrom('platform_master_key')
    .selectAll()
    .where('id', '=', 1)
    .executeTakeFirst();
}

function opens(sealer: Sealer, proof: Buffer): boolean {
  try {
    return sealer.open(proof, proofContext).toString() === proofText;
  } catch {
    return false;
  }
}
