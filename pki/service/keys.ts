import type { Clock } from '#platform/kernel/clock.ts';
import { newId } from '#platform/kernel/ids.ts';
import type { Sealer } from '#platform/seal/index.ts';
import type { Pkcs11Token } from '../adapters/pkcs11.ts';
import { pkcs11Errors } from '../adapters/pkcs11-errors.ts';
import { generateSoftwareKey, softwareSigner } from '../adapters/software-keys.ts';
import type { KeyAlgorithmId } from '../core/keys/key-algorithms.ts';
import type { Signer } from '../core/keys/signer.ts';
import type { KeyPurpose, KeyRow } from '../store/keys.ts';

/** Keys inside a PKCS#11 token, found again by label. */
export type TokenKeys = Pick<Pkcs11Token, 'generateKey' | 'signer'>;

/** Makes keys and opens them for signing; nothing here is written to the database. */
export type Keys = {
  /** A new key as a row to be stored. `store` says where its private half lives. */
  create(purpose: KeyPurpose, algorithm: KeyAlgorithmId, store: 'sealed' | 'pkcs11'): Promise<KeyRow>;
  /** @throws the sealer's error when the box was not sealed by this master key */
  open(row: KeyRow): Promise<Signer>;
  /** PKCS#8 of a sealed key, in the clear. */
  exportPkcs8(row: KeyRow): Buffer;
};

export function createKeys(deps: { sealer: Sealer; clock: Clock; tokens?: TokenKeys }): Keys {
  const { sealer, clock, tokens } = deps;
  const exportPkcs8 = (row: KeyRow) => {
    if (row.sealed === null) throw new Error(`key ${row.id} is in a token`);
    return sealer.open(row.sealed, contextOf(row.id));
  };
  return {
    async create(purpose, algorithm, store) {
      const id = newId();
      const common = { id, purpose, algorithm, store, created_at: clock.now().toISOString() };
      if (store === 'pkcs11') {
        if (!tokens) throw new Error('no PKCS#11 token is configured');
        const label = `anmin-${purpose}-${id}`;
        const spki = tokens.generateKey(algorithm, label);
        return { ...common, sealed: null, reference: JSON.stringify({ label }), spki };
      }
      const { privateKeyPkcs8, publicKeySpki } = await generateSoftwareKey(algorithm);
      const sealed = sealer.seal(privateKeyPkcs8, contextOf(id));
      privateKeyPkcs8.fill(0);
      return { ...common, sealed, reference: null, spki: publicKeySpki };
    },
    async open(row) {
      if (row.store !== 'pkcs11') {
        const pkcs8 = exportPkcs8(row);
        const signer = softwareSigner(pkcs8, row.id);
        pkcs8.fill(0);
        return signer;
      }
      const { label } = JSON.parse(row.reference!) as { label: string };
      if (!tokens) throw pkcs11Errors['pkcs11-not-configured']({ label });
      return tokens.signer(label);
    },
    exportPkcs8,
  };
}

const contextOf = (id: string) => `pki.key:${id}`;
