import type { EventLog } from '#platform/events/index.ts';
import { type Actor, actorRef, authorise } from '#platform/kernel/actor.ts';
import type { Clock } from '#platform/kernel/clock.ts';
import { AppError } from '#platform/kernel/errors.ts';
import type { Sealer } from '#platform/seal/index.ts';
import type { Storage } from '#platform/storage/index.ts';
import { generateSoftwareKey } from '../../adapters/software-keys.ts';
import { nameText } from '../../core/build/names.ts';
import { checkFacts, type OrderPlanning, planOrder } from '../../core/issuance/index.ts';
import type { CertificatePlan } from '../../core/profiles/plan.ts';
import type { Profile } from '../../core/profiles/schema.ts';
import { sha256Hex } from '../../core/sha256.ts';
import { pkiErrors } from '../../errors.ts';
import type { Issuance, IssueOrder, IssuePreview } from '../../ports.ts';
import { certificateOfRequest, insertCertificate, keyUses } from '../../store/certificates.ts';
import type { Db } from '../../store/db.ts';
import { insertDelivery } from '../../store/deliveries.ts';
import type { PkiTables } from '../../store/tables.ts';
import type { Issuers } from '../issuers.ts';
import { certificateRow } from './certificate-row.ts';
import { deliveryContext } from './collect.ts';
import { earlierUseOf, type LoadedOrder, loadOrder } from './facts.ts';
import type { Mint } from './mint.ts';
import { orderRefused } from './refusal.ts';

export type IssueService = Pick<Issuance, 'preview' | 'issue'>;

export function createIssueService(deps: {
  storage: Storage;
  events: EventLog;
  clock: Clock;
  sealer: Sealer;
  issuers: Issuers;
  mint: Mint;
  profiles: ReadonlyMap<string, Profile>;
}): IssueService {
  const { storage, events, clock, sealer, issuers, mint, profiles } = deps;
  const underWay = new Map<string, Promise<{ certificateId: string }>>();

  async function plan(db: Db, order: IssueOrder, { facts }: LoadedOrder): Promise<CertificatePlan> {
    const spkiHash = facts.spki && sha256Hex(facts.spki);
    const earlierUses = spkiHash ? (await keyUses(db, spkiHash)).map(earlierUseOf) : [];
    const planning: OrderPlanning = planOrder({ ...facts, earlierUses }, order, {
      now: clock.now(),
      issuerNotAfter: issuers.active('issuing').notAfter,
    });
    if (!planning.ok) throw orderRefused(planning.findings);
    return planning.plan;
  }

  /** The checks of the key's history once more, where nothing can come between. */
  async function refuseKnownKey(tx: Db, spki: Buffer, { facts }: LoadedOrder, requestId: string) {
    const uses = await keyUses(tx, sha256Hex(spki));
    if (uses.length === 0) return;
    if (uses.some(({ request_id }) => request_id === requestId)) throw pkiErrors['already-issued']();
    const findings = checkFacts({ ...facts, earlierUses: uses.map(earlierUseOf) });
    if (findings.length > 0) throw orderRefused(findings);
  }

  async function preview(order: IssueOrder): Promise<IssuePreview> {
    const db = storage.read<PkiTables>();
    const loaded = await loadOrder(db, profiles, order);
    const { subject, altNames, keyAlgorithm, days, profile } = await plan(db, order, loaded);
    const names = (type: 'dns' | 'ip' | 'email') =>
      altNames.flatMap((name) => (name.type === type ? [name.value] : []));
    return {
      subject: nameText(subject),
      dnsNames: names('dns'),
      ipAddresses: names('ip'),
      emails: names('email'),
      keyAlgorithm,
      days,
      keyUsage: profile.extensions.keyUsage,
      extendedKeyUsage: profile.extensions.extendedKeyUsage,
      spkiHash: loaded.facts.spki && sha256Hex(loaded.facts.spki),
    };
  }

  async function issueOnce(order: IssueOrder, actor: Actor): Promise<{ certificateId: string }> {
    const db = storage.read<PkiTables>();
    const done = await certificateOfRequest(db, order.requestId);
    if (done) return { certificateId: done };
    const loaded = await loadOrder(db, profiles, order);
    const decided = await plan(db, order, loaded);
    const key = loaded.facts.spki ? null : await generateSoftwareKey(decided.keyAlgorithm);
    const spki = loaded.facts.spki ?? key!.publicKeySpki;
    const issuer = issuers.active('issuing');
    try {
      const minted = await mint(
        issuer,
        { plan: decided, spki, requestId: order.requestId },
        {
          async record(tx, minted) {
            // Transactions run one after the other: what was true when the order was planned may have changed.
            if (!key) await refuseKnownKey(tx, spki, loaded, order.requestId);
            const row = certificateRow({
              issuerId: issuer.id,
              plan: decided,
              minted,
              spki,
              keyOrigin: key ? 'here' : 'request',
              holder: loaded.holder,
              requestId: order.requestId,
              renewedFromId: order.renewedFromId,
            });
            if (!(await insertCertificate(tx, row))) throw pkiErrors['already-issued']();
            if (key) {
              const { certificateId, at } = minted;
              const box = sealer.seal(key.privateKeyPkcs8, deliveryContext(certificateId));
              await insertDelivery(tx, certificateId, box, at);
            }
            await events.append(tx, {
              name: 'pki.certificate.issued',
              actor: actorRef(actor),
              subject: { kind: 'certificate', id: row.id, label: row.subject },
              outcome: 'success',
              data: {
                profile: order.profile,
                serial: minted.serial,
                fingerprint: minted.fingerprint,
                authorityId: issuer.id,
                holderId: order.holderId,
                requestId: order.requestId,
                renewedFromId: order.renewedFromId,
                notAfter: decided.notAfter.toISOString(),
              },
            });
          },
        },
      );
      return { certificateId: minted.certificateId };
    } finally {
      key?.privateKeyPkcs8.fill(0);
    }
  }

  /** A lost race is no failure: another call issued it, or a start-up gave the reservation up. */
  async function issueAgain(order: IssueOrder, actor: Actor): Promise<{ certificateId: string }> {
    try {
      return await issueOnce(order, actor);
    } catch (error) {
      const codes: readonly string[] = [pkiErrors['already-issued'].code, pkiErrors['reservation-lost'].code];
      if (error instanceof AppError && codes.includes(error.code)) return issueOnce(order, actor);
      throw error;
    }
  }

  return {
    preview,
    async issue(order, actor) {
      authorise(actor, 'pki.certificates.issue');
      const known = underWay.get(order.requestId);
      if (known) return known;
      const issuing = issueAgain(order, actor).finally(() => underWay.delete(order.requestId));
      underWay.set(order.requestId, issuing);
      return issuing;
    },
  };
}
