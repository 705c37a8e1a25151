import type { Static } from 'typebox';
import { type Actor, may } from '#platform/kernel/actor.ts';
import type { Storage } from '#platform/storage/index.ts';
import type { Profile as ProfileRules } from '../../core/profiles/schema.ts';
import { encodePem } from '../../core/x509/pem.ts';
import type { Authority, Profile } from '../../schemas.ts';
import { authorityCounts } from '../../store/authorities.ts';
import type { PkiTables } from '../../store/tables.ts';
import type { Issuers } from '../issuers.ts';

/** Authorities and profiles as the console shows them. */
export function createCatalogue(deps: {
  storage: Storage;
  issuers: Issuers;
  profiles: ReadonlyMap<string, ProfileRules>;
}) {
  const { storage, issuers, profiles } = deps;
  return {
    async authorities(): Promise<Static<typeof Authority>[]> {
      const counts = await authorityCounts(storage.read<PkiTables>());
      const keys = await storage
        .read<PkiTables>()
        .selectFrom('pki_keys')
        .select(['id', 'algorithm', 'store'])
        .execute();
      return issuers.all().map(({ row }) => {
        const key = keys.find(({ id }) => id === row.key_id);
        return {
          id: row.id,
          kind: row.kind as 'root' | 'issuing',
          subject: row.subject,
          fingerprint: row.fingerprint,
          serial: row.serial,
          keyAlgorithm: key?.algorithm ?? '',
          keyStore: (key?.store ?? 'sealed') as 'sealed' | 'pkcs11',
          notBefore: row.not_before,
          notAfter: row.not_after,
          state: row.state as 'active' | 'retired',
          issued: counts.get(row.id)?.issued ?? 0,
          revoked: counts.get(row.id)?.revoked ?? 0,
          pem: encodePem('CERTIFICATE', row.der),
        };
      });
    },
    profiles(actor: Actor): Static<typeof Profile>[] {
      return [...profiles.values()].map((profile) => ({
        id: profile.id,
        title: profile.title,
        holderKind: profile.holder,
        keyAlgorithms: [...profile.key.algorithms],
        defaultKeyAlgorithm: profile.key.default,
        defaultDays: profile.lifetime.defaultDays,
        maxDays: profile.lifetime.maxDays,
        delivery: [...profile.request.delivery],
        steps: [...profile.request.steps],
        requestable: isRequestable(actor, profile),
        keyUsage: [...profile.extensions.keyUsage],
        extendedKeyUsage: [...profile.extensions.extendedKeyUsage],
      }));
    },
  };
}

function isRequestable(actor: Actor, { request }: ProfileRules): boolean {
  if (request.permissions.some((permission) => may(actor, permission))) return true;
  return request.own && actor.kind === 'person' && actor.holderId !== undefined;
}
