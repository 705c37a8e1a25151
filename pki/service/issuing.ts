import type { Events } from '#platform/events/index.ts';
import { systemActor } from '#platform/kernel/actor.ts';
import type { Event } from '#platform/kernel/event.ts';
import { lintTbsCertificate } from '../core/lint/lint.ts';
import type { Profile } from '../core/profiles/schema.ts';
import type { HolderAccounts, Issuance, PkiDeps } from '../ports.ts';
import { abandonReservations } from '../store/serials.ts';
import type { PkiTables } from '../store/tables.ts';
import { createAuthorities } from './authorities.ts';
import { createExpiryService } from './certificates/expiry.ts';
import { createAgentCertificates } from './issuance/agents.ts';
import { createCollectService } from './issuance/collect.ts';
import { createIssueService } from './issuance/issue.ts';
import { createMint, type Lint } from './issuance/mint.ts';
import { createIssuers } from './issuers.ts';
import { createKeys, type TokenKeys } from './keys.ts';
import { createCrls } from './revocation/crls.ts';
import { createOcsp } from './revocation/ocsp.ts';
import { createResponders } from './revocation/responders.ts';
import { createRevokeService } from './revocation/revoke.ts';
import { createRevocationStatus } from './revocation/status.ts';
import { createServerIdentities } from './server-identity.ts';
import type { PkiSettings } from './settings.ts';
import { createValidateService } from './validate.ts';

export type IssuingDeps = PkiDeps & {
  readonly events: Pick<Events, 'append' | 'listen'>;
  readonly profiles: ReadonlyMap<string, Profile>;
  readonly settings: PkiSettings;
  readonly holderAccounts: HolderAccounts;
  readonly tokens?: TokenKeys;
};

/** The issuing side: authorities, certificates, revocation and what is published about it. */
export function createIssuing(deps: IssuingDeps) {
  const { storage, events, clock, sealer, profiles, settings, holderAccounts, tokens } = deps;
  const actor = systemActor('pki', [
    'pki.directory.write',
    'pki.certificates.issue',
    'pki.certificates.revoke',
    'pki.revocation.publish',
  ]);
  const keys = createKeys({ sealer, clock, ...(tokens ? { tokens } : {}) });
  const issuers = createIssuers({ storage, keys, settings });
  const mint = createMint({ storage, clock, lint: lintOrder });
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
  const agents = createAgentCertificates({
    storage,
    events,
    clock,
    issuers,
    mint,
    profiles,
    settings,
    actor,
  });
  const responders = createResponders({ storage, clock, keys, issuers, make: authorities.makeResponder });
  const crls = createCrls({ storage, events, clock, issuers, settings });
  const ocsp = createOcsp({ storage, clock, issuers, responders, settings });

  const crlsAndAnswers = {
    crls,
    ocsp,
    responders,
    issuers,
    clock,
    settings,
  };
  const revoke = createRevokeService({ storage, events, clock, changed: (serial) => ocsp.forget(serial) });
  const collect = createCollectService({ storage, events, clock, sealer, issuers, holderAccounts });
  const serverIdentities = createServerIdentities({ storage, clock, keys, issuers, authorities });
  const validation = createValidateService({ storage, clock, issuers, crls });
  const expiry = createExpiryService({ storage, events, clock, actor, firstDays: settings.expiryNoticeDays });
  const issuance: Issuance = { ...issue, ...revoke, isForHolderOnly: collect.isForHolderOnly };
  let silence = () => {};
  let stopping = new AbortController();

  /** What this or another process changed, so that nothing older is answered. */
  function hear({ name, data }: Event): void {
    if (name === 'pki.crl.published') crls.forget(String(data.authorityId), Number(data.shard));
    else if (statusEvents.includes(name)) ocsp.forget(String(data.serial));
  }

  return {
    actor,
    issuance,
    revocation: createRevocationStatus(crlsAndAnswers),
    collect,
    agents,
    serverIdentities,
    validation,
    expiry,
    keys,
    issuers,
    authorities,
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
      silence();
      silence = events.listen(hear);
      stopping = new AbortController();
      // In nobody's way: an answer that is not there yet is signed when it is asked for.
      void ocsp.warmAll(stopping.signal).catch(() => undefined);
    },
    stop(): void {
      silence();
      stopping.abort();
    },
  };
}

const statusEvents = ['pki.certificate.revoked', 'pki.certificate.suspended', 'pki.certificate.released'];

/** Reads back what is about to be signed. */
const lintOrder: Lint = (tbs, _order, { signer, certificate }) =>
  lintTbsCertificate(tbs, {
    signature: signer.algorithm.der,
    spki: signer.publicKeySpki,
    ...(certificate ? { certificate } : {}),
  });

export type Issuing = ReturnType<typeof createIssuing>;
