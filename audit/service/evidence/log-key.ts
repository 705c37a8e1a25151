import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import type { Sealer } from '#platform/seal/index.ts';
import type { Storage } from '#platform/storage/index.ts';
import { type NoteSigner, noteSigner } from '../../core/notes/keys.ts';
import type { AuditTables, Db } from '../../store/db.ts';
import { findLogKey, insertLogKey, type LogKeyRow, setCheckpoint } from '../../store/evidence.ts';

const context = 'audit/evidence/log-key';

export type LogKey = {
  readonly signer: NoteSigner;
  /** The last checkpoint that the state database has seen. */
  readonly remembered: string | undefined;
};

/** The Ed25519 key that signs checkpoints, sealed in the state database; made at the first start. */
export async function openLogKey(deps: {
  storage: Storage;
  sealer: Sealer;
  id: () => string;
}): Promise<LogKey> {
  const { storage, sealer } = deps;
  const row = await storage.transaction<AuditTables, LogKeyRow>(
    async (tx) => (await findLogKey(tx)) ?? make(tx),
  );
  const pkcs8 = sealer.open(row.sealed, context);
  const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  pkcs8.fill(0);
  return { signer: noteSigner('log', row.name, key), remembered: row.checkpoint ?? undefined };

  async function make(tx: Db): Promise<LogKeyRow> {
    const { privateKey } = generateKeyPairSync('ed25519');
    const secret = privateKey.export({ format: 'der', type: 'pkcs8' });
    const made = {
      id: 1,
      name: `anmin/${deps.id()}`,
      sealed: sealer.seal(secret, context),
      checkpoint: null,
    };
    await insertLogKey(tx, made);
    return made;
  }
}

/** Remembers a checkpoint outside of the log, so that a rollback of its files is seen at the next start. */
export async function rememberCheckpoint(storage: Storage, text: string): Promise<void> {
  await storage.transaction<AuditTables, void>((tx) => setCheckpoint(tx, text));
}
