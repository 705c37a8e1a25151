import { systemActor } from '#platform/kernel/actor.ts';
import type { Profile } from '../core/profiles/schema.ts';
import type { PkiDeps } from '../ports.ts';
import { abandonReservations } from '../store/serials.ts';
import type { PkiTables } from '../store/tables.ts';
import { createAuthorities } from './authorities.ts';
import { createIssueService } from './issuance/issue.ts';
import { createMint } from './issuance/mint.ts';
import { createIssuers } from './issuers.ts';
import { createKeys, type TokenKeys } from './keys.ts';
import { createCrls } from './revocation/crls.ts';
import { createOcsp } from './revocation/ocsp.ts';
import { createResponders } from './revocation/responders.ts';
import type { PkiSettings } from './settings.ts';

export type IssuingDeps = PkiDeps & {
  readonly profiles: ReadonlyMap<string, Profile>;
  readonly settings: PkiSettings;
  readonly tokens?: TokenKeys;
};

/** The issuing side: authorities, certificates, revocation and what is published about it. */
export function createIssuing(deps: IssuingDeps) {
  const { storage, events, clock, sealer, profiles, settings, tokens } = deps;
  const actor = systemActor('pki', [
    'pki.certificates.issue',
    'pki.certificates.revoke',
    'pki.revocation.publish',
  ]);
  const keys = createKeys({ sealer, clock, ...(tokens ? { tokens } : {}) });
  const issuers = createIssuers({ storage, keys, settings });
  const mint = createMint({ storage, clock, lint: () => [] });
  const authorities = createAuthorities({
    storage,
    events,
    clock,
    keys,
    issuers,
    mint,
    profiles,
    settings,
    actor,
  });
  const issue = createIssueService({ storage, events, clock, sealer, issuers, mint, profiles });
  const responders = createResponders({ storage, clock, keys, issuers, make: authorities.makeResponder });
  const crls = createCrls({ storage, events, clock, issuers, settings });
  const ocsp = createOcsp({ storage, clock, issuers, responders, settings });

  return {
    actor,
    keys,
    issuers,
    authorities,
    issue,
    responders,
    crls,
    ocsp,
    /** First boot, or what a crash left of it; then everything that must be there before the first question. */
    async start(): Promise<void> {
      const before = clock.now().toISOString();
      await storage.transaction<PkiTables, unknown>((tx) => abandonReservations(tx, before));
      await authorities.ensure();
      await responders.roll();
      await crls.publishDue(actor);
    },
  };
}

export type Issuing = ReturnType<typeof createIssuing>;
