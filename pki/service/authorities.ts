import { randomBytes } from 'node:crypto';
import type { EventLog } from '#platform/events/index.ts';
import { actorRef, type SystemActor } from '#platform/kernel/actor.ts';
import type { Clock } from '#platform/kernel/clock.ts';
import { AppError } from '#platform/kernel/errors.ts';
import { newId } from '#platform/kernel/ids.ts';
import type { Storage } from '#platform/storage/index.ts';
import { nameText } from '../core/build/names.ts';
import type { KeyAlgorithmId } from '../core/keys/key-algorithms.ts';
import { type CertificatePlan, type HolderFacts, planCertificate } from '../core/profiles/plan.ts';
import type { Profile } from '../core/profiles/schema.ts';
import { pkiErrors } from '../errors.ts';
import { activeAuthority, insertAuthority, insertResponder } from '../store/authorities.ts';
import { insertCertificate } from '../store/certificates.ts';
import type { Db } from '../store/db.ts';
import { insertKey, type KeyPurpose, type KeyRow, unfinishedAuthorityKey } from '../store/keys.ts';
import type { PkiTables } from '../store/tables.ts';
import { certificateRow } from './issuance/certificate-row.ts';
import type { Mint, Minted } from './issuance/mint.ts';
import { orderRefused } from './issuance/refusal.ts';
import { type Issuer, type Issuers, provisionalRoot, type SigningIssuer } from './issuers.ts';
import type { Keys } from './keys.ts';
import type { PkiSettings } from './settings.ts';

export type Authorities = {
  /** Makes root and issuing authority where they are missing; continues what a crash cut off. */
  ensure(): Promise<void>;
  /** One OCSP responder certificate for an authority. */
  makeResponder(issuer: Issuer): Promise<void>;
  /** Certifies a key of the system itself by a profile. */
  certify(order: SystemOrder): Promise<Minted>;
};

export type SystemOrder = {
  readonly issuer: SigningIssuer;
  readonly profile: string;
  readonly holder: Omit<HolderFacts, 'organisations'>;
  readonly key: KeyRow;
  /** The profile's default when absent. */
  readonly days?: number;
  /** Written with the certificate. */
  record?(tx: Db, minted: Minted, plan: CertificatePlan): Promise<void>;
};

export function createAuthorities(deps: {
  storage: Storage;
  events: EventLog;
  clock: Clock;
  keys: Keys;
  issuers: Issuers;
  mint: Mint;
  profiles: ReadonlyMap<string, Profile>;
  settings: PkiSettings;
  actor: SystemActor;
}): Authorities {
  const { storage, events, clock, keys, issuers, mint, profiles, settings, actor } = deps;

  async function certify({ issuer, profile: id, holder, key, days, record }: SystemOrder): Promise<Minted> {
    const profile = profileOf(id);
    const planning = planCertificate(
      profile,
      { ...holder, organisations: [settings.organization] },
      { publicKeySpki: key.spki, ...(days === undefined ? {} : { days }) },
      { now: clock.now(), ...(issuer.notAfter ? { issuerNotAfter: issuer.notAfter } : {}) },
    );
    if (!planning.ok) throw orderRefused(planning.findings);
    const { plan } = planning;
    const order = { plan, spki: key.spki, requestId: null };
    return mint(issuer, order, {
      async record(tx, minted) {
        await insertCertificate(
          tx,
          certificateRow({
            issuerId: issuer.id,
            plan,
            minted,
            spki: key.spki,
            keyOrigin: 'system',
            holder: null,
          }),
        );
        await record?.(tx, minted, plan);
        await events.append(tx, {
          name: 'pki.certificate.issued',
          actor: actorRef(actor),
          subject: { kind: 'certificate', id: minted.certificateId, label: nameText(plan.subject) },
          outcome: 'success',
          data: {
            profile: id,
            serial: minted.serial,
            authorityId: issuer.id,
            fingerprint: minted.fingerprint,
          },
        });
      },
    });
  }

  function profileOf(id: string): Profile {
    const profile = profiles.get(id);
    if (!profile) throw pkiErrors['profile-missing']({ profile: id });
    return profile;
  }

  /** The key that an interrupted boot left, or a new one, on disk before it signs anything. */
  async function authorityKey(purpose: 'root' | 'issuing', algorithm: KeyAlgorithmId): Promise<KeyRow> {
    const left = await unfinishedAuthorityKey(storage.read<PkiTables>(), purpose);
    if (left) return left;
    return storedKey(purpose, algorithm, settings.keyStore);
  }

  async function storedKey(purpose: KeyPurpose, algorithm: KeyAlgorithmId, store: 'sealed' | 'pkcs11') {
    const key = await keys.create(purpose, algorithm, store);
    await storage.transaction<PkiTables, void>((tx) => insertKey(tx, key));
    return key;
  }

  async function makeAuthority(kind: 'root' | 'issuing'): Promise<void> {
    const { commonName, keyAlgorithm, years } = settings[kind];
    const key = await authorityKey(kind, keyAlgorithm);
    const id = newId();
    const signer = await keys.open(key);
    const issuer = kind === 'root' ? provisionalRoot(id, signer) : issuers.active('root');
    await certify({
      issuer,
      profile: kind === 'root' ? 'root' : 'issuing-ca',
      holder: { kind: 'authority', name: commonName },
      days: years * 365,
      key,
      async record(tx, minted, plan) {
        // Another process may have booted at the same time: the first one stands.
        if (await activeAuthority(tx, kind)) throw pkiErrors['authority-exists']({ kind });
        await insertAuthority(tx, {
          id,
          kind,
          parent_id: kind === 'root' ? null : issuer.id,
          key_id: key.id,
          subject: nameText(plan.subject),
          serial: minted.serial,
          der: minted.der,
          fingerprint: minted.fingerprint,
          not_before: plan.notBefore.toISOString(),
          not_after: plan.notAfter.toISOString(),
          state: 'active',
          created_at: minted.at,
        });
      },
    });
    await issuers.load();
  }

  return {
    certify,
    async ensure() {
      await issuers.load();
      for (const kind of ['root', 'issuing'] as const) {
        if (await activeAuthority(storage.read<PkiTables>(), kind)) continue;
        try {
          await makeAuthority(kind);
        } catch (error) {
          if (!(error instanceof AppError && error.code === pkiErrors['authority-exists'].code)) throw error;
          await issuers.load();
        }
      }
    },
    async makeResponder(issuer) {
      const key = await storedKey('ocsp', profileOf('ocsp-responder').key.default, 'sealed');
      const name = `OCSP ${randomBytes(3).toString('hex')}`;
      await certify({
        issuer,
        profile: 'ocsp-responder',
        holder: { kind: 'responder', name },
        key,
        record: (tx, minted, plan) =>
          insertResponder(tx, {
            id: newId(),
            authority_id: issuer.id,
            key_id: key.id,
            der: minted.der,
            not_before: plan.notBefore.toISOString(),
            not_after: plan.notAfter.toISOString(),
            created_at: minted.at,
          }),
      });
    },
  };
}
