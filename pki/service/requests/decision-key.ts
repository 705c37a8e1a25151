import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { newId } from '#platform/kernel/ids.ts';
import type { PkiDeps } from '../../ports.ts';
import type { PkiTables } from '../../store/tables.ts';

/** Signs decisions of password sessions. */
export type DecisionKey = { readonly id: string; sign(payload: Buffer): Buffer };

const context = (id: string) => `pki-key:${id}`;

/**
 * The server's decision key: Ed25519, made on first use, kept sealed in `pki_keys` under the purpose
 * `decision`. The oldest one wins, so that two processes that start at once agree.
 */
export function createDecisionKey(
  deps: Pick<PkiDeps, 'storage' | 'sealer' | 'clock'>,
): () => Promise<DecisionKey> {
  let loaded: DecisionKey | undefined;

  async function load(): Promise<DecisionKey | undefined> {
    const row = await deps.storage
      .read<PkiTables>()
      .selectFrom('pki_keys')
      .select(['id', 'sealed'])
      .where('purpose', '=', 'decision')
      .orderBy('created_at')
      .orderBy('id')
      .executeTakeFirst();
    if (!row?.sealed) return undefined;
    const der = deps.sealer.open(row.sealed, context(row.id));
    const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    der.fill(0);
    return { id: row.id, sign: (payload) => sign(null, payload, key) };
  }

  async function make(): Promise<void> {
    const id = newId();
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' });
    const sealed = deps.sealer.seal(pkcs8, context(id));
    pkcs8.fill(0);
    await deps.storage.transaction<PkiTables, void>(async (tx) => {
      const other = await tx
        .selectFrom('pki_keys')
        .select('id')
        .where('purpose', '=', 'decision')
        .executeTakeFirst();
      if (other) return;
      await tx
        .insertInto('pki_keys')
        .values({
          id,
          purpose: 'decision',
          algorithm: 'ed25519',
          store: 'sealed',
          sealed,
          reference: null,
          spki: publicKey.export({ format: 'der', type: 'spki' }),
          created_at: deps.clock.now().toISOString(),
        })
        .execute();
    });
  }

  return async () => {
    loaded ??= await load();
    if (loaded === undefined) {
      await make();
      loaded = await load();
    }
    return loaded!;
  };
}
