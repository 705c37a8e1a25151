import type { EventLog } from '#platform/events/index.ts';
import { type Actor, actorRef } from '#platform/kernel/actor.ts';
import type { Clock } from '#platform/kernel/clock.ts';
import { kernelErrors } from '#platform/kernel/errors.ts';
import type { Sealer } from '#platform/seal/index.ts';
import type { Storage } from '#platform/storage/index.ts';
import { buildPkcs12 } from '../../adapters/pkcs12.ts';
import { buildLegacyPkcs12 } from '../../adapters/pkcs12-legacy.ts';
import { pkiErrors } from '../../errors.ts';
import type { HolderAccounts } from '../../ports.ts';
import { type CertificateRow, findCertificate } from '../../store/certificates.ts';
import type { Db } from '../../store/db.ts';
import { findDelivery, markCollected } from '../../store/deliveries.ts';
import { findHolder } from '../../store/directory.ts';
import type { PkiTables } from '../../store/tables.ts';
import type { Issuers } from '../issuers.ts';
import { signInProfiles } from '../validate.ts';

export type CollectInput = {
  readonly password: string;
  /** 3DES and SHA-1 for desktops that read nothing newer. */
  readonly legacy?: boolean;
};

export type CollectedKey = {
  readonly fileName: string;
  /** DER. */
  readonly pkcs12: Buffer;
};

export type CollectService = {
  /**
   * Hands out the key of an issued request, once, to the requester or the holder's own account; then it is
   * gone from here. Whoever has an account or a certificate to sign in with collects in person: with the key
   * somebody else could act in their name.
   * @throws pki.request-not-found, pki.nothing-to-collect, pki.key-collected, pki.key-for-holder-only
   */
  collect(requestId: string, input: CollectInput, actor: Actor): Promise<CollectedKey>;
  /**
   * Whether the key of this certificate is handed to its holder alone, because the person can sign in or has
   * another certificate to do so; others may also get it from whoever asked for it.
   */
  isForHolderOnly(holderId: string, certificateId: string): Promise<boolean>;
  /** The same for a certificate that no request asked for (set-up). */
  collectCertificate(certificateId: string, input: CollectInput, actor: Actor): Promise<CollectedKey>;
};

/** Binds a sealed key to its certificate. */
export const deliveryContext = (certificateId: string) => `pki.delivery:${certificateId}`;

export function createCollectService(deps: {
  storage: Storage;
  events: EventLog;
  clock: Clock;
  sealer: Sealer;
  issuers: Issuers;
  holderAccounts: HolderAccounts;
}): CollectService {
  const { storage, events, clock, sealer, issuers, holderAccounts } = deps;

  async function collectCertificate(
    id: string,
    input: CollectInput,
    actor: Actor,
    check?: (tx: Db) => Promise<void>,
  ): Promise<CollectedKey> {
    const db = storage.read<PkiTables>();
    const [row, delivery] = await Promise.all([findCertificate(db, id), findDelivery(db, id)]);
    if (!row || !delivery) throw pkiErrors['nothing-to-collect']();
    if (delivery.sealed === null) throw pkiErrors['key-collected']({ at: delivery.collected_at ?? '' });
    if (row.status === 'revoked') throw pkiErrors['certificate-revoked']();
    const privateKeyPkcs8 = sealer.open(delivery.sealed, deliveryContext(id));
    try {
      const content = {
        privateKeyPkcs8,
        chain: chainOf(row),
        friendlyName: row.common_name,
        password: input.password,
      };
      const pkcs12 = input.legacy ? buildLegacyPkcs12(content) : await buildPkcs12(content);
      await storage.transaction<PkiTables, void>(async (tx) => {
        await check?.(tx);
        const by = actorRef(actor);
        if (!(await markCollected(tx, id, by.id, clock.now().toISOString()))) {
          throw pkiErrors['key-collected']({ at: '' });
        }
        await events.append(tx, {
          name: 'pki.certificate.collected',
          actor: by,
          subject: { kind: 'certificate', id, label: row.subject },
          outcome: 'success',
          data: { serial: row.serial, legacy: input.legacy === true },
        });
      });
      return { fileName: `${fileNameOf(row.common_name)}.p12`, pkcs12 };
    } finally {
      privateKeyPkcs8.fill(0);
    }
  }

  async function isForHolderOnly(
    holderId: string,
    certificateId: string,
    db: Db = storage.read<PkiTables>(),
  ): Promise<boolean> {
    return (
      (await holderAccounts.canSignIn(holderId, db)) ||
      (await hasSignInCertificate(db, holderId, certificateId))
    );
  }

  async function refuseStandIn(db: Db, holderId: string, certificateId: string): Promise<void> {
    if (!(await isForHolderOnly(holderId, certificateId, db))) return;
    const holder = await findHolder(db, holderId);
    throw pkiErrors['key-for-holder-only']({ name: holder!.name });
  }

  /** One besides the given, collected or made with a key of its own. */
  async function hasSignInCertificate(db: Db, holderId: string, besidesId: string): Promise<boolean> {
    const other = await db
      .selectFrom('pki_certificates as c')
      .leftJoin('pki_deliveries as d', 'd.certificate_id', 'c.id')
      .select('c.id')
      .where('c.holder_id', '=', holderId)
      .where('c.id', '!=', besidesId)
      .where('c.profile', 'in', signInProfiles)
      .where('c.status', '=', 'good')
      .where('c.not_after', '>', clock.now().toISOString())
      // One whose key still waits here is nobody's yet.
      .where('d.sealed', 'is', null)
      .executeTakeFirst();
    return other !== undefined;
  }

  /** The certificate, its issuer, the root. */
  function chainOf(row: CertificateRow): Buffer[] {
    const chain = [row.der];
    for (let issuer = issuers.byId(row.authority_id); issuer; ) {
      chain.push(issuer.row.der);
      issuer = issuer.row.parent_id === null ? undefined : issuers.byId(issuer.row.parent_id);
    }
    return chain;
  }

  return {
    collectCertificate: (id, input, actor) => collectCertificate(id, input, actor),
    isForHolderOnly: (holderId, certificateId) => isForHolderOnly(holderId, certificateId),
    async collect(requestId, input, actor) {
      if (actor.kind !== 'person') throw kernelErrors.unauthenticated();
      const request = await storage
        .read<PkiTables>()
        .selectFrom('pki_requests')
        .select(['requester_id', 'holder_id', 'result_certificate_id'])
        .where('id', '=', requestId)
        .executeTakeFirst();
      const own =
        request && (actor.accountId === request.requester_id || actor.holderId === request.holder_id);
      if (!own) throw pkiErrors['request-not-found']();
      if (request.result_certificate_id === null) throw pkiErrors['nothing-to-collect']();
      const { holder_id: holderId, result_certificate_id: certificateId } = request;
      const ofAnother = actor.holderId !== holderId;
      const check = (db: Db) => refuseStandIn(db, holderId, certificateId);
      if (ofAnother) await check(storage.read<PkiTables>());
      // Once more with the change itself: an account may have been made while the file was.
      return collectCertificate(certificateId, input, actor, ofAnother ? check : undefined);
    },
  };
}

/** Safe on every desktop; Chinese letters stay. */
export function fileNameOf(text: string): string {
  return text.replace(/[^\p{L}\p{N}._-]+/gu, '_').slice(0, 80) || 'certificate';
}
