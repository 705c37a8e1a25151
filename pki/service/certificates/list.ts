import type { Static } from 'typebox';
import type { Events } from '#platform/events/index.ts';
import { type Actor, may } from '#platform/kernel/actor.ts';
import type { Clock } from '#platform/kernel/clock.ts';
import { kernelErrors } from '#platform/kernel/errors.ts';
import type { Event } from '#platform/kernel/event.ts';
import type { Page } from '#platform/kernel/page.ts';
import type { Storage } from '#platform/storage/index.ts';
import type { Profile } from '../../core/profiles/schema.ts';
import { stateOf } from '../../core/revocation/state.ts';
import { parseCertificate } from '../../core/x509/certificate.ts';
import { encodePem } from '../../core/x509/pem.ts';
import { pkiErrors } from '../../errors.ts';
import type { CertificateDetail, CertificateQuery, CertificateSummary, Inventory } from '../../schemas.ts';
import {
  countIssuedSince,
  countStates,
  countValidByProfile,
  expiryByMonth,
  type ListedCertificate,
  listCertificateRows,
  type Moments,
  selectListed,
  systemCertificates,
} from '../../store/certificate-lists.ts';
import { type CertificateRow, findCertificate } from '../../store/certificates.ts';
import { findOrganisation } from '../../store/directory.ts';
import type { PkiTables } from '../../store/tables.ts';
import { fileNameOf } from '../issuance/collect.ts';
import type { Issuers } from '../issuers.ts';
import { type CertificateFile, certificateFile, type DownloadFormat } from './bundle.ts';
import { decodedFields } from './decoded.ts';

type Summary = Static<typeof CertificateSummary>;
type Detail = Static<typeof CertificateDetail>;

export type CertificatesDeps = {
  readonly storage: Storage;
  readonly events: Pick<Events, 'list'>;
  readonly clock: Clock;
  readonly issuers: Issuers;
  readonly profiles: ReadonlyMap<string, Profile>;
  readonly expiringDays: number;
  /** What of the requests concerns this person. */
  readonly requestCounts: (actor: Actor) => Promise<{ waitingForMe: number; myOpenRequests: number }>;
};

const dayMs = 86_400_000;
const months = 18;

/** What was issued: everything for those who may see it, the own certificates for everybody else. */
export function createCertificates(deps: CertificatesDeps) {
  const { storage, events, clock, issuers, profiles, expiringDays, requestCounts } = deps;
  const db = () => storage.read<PkiTables>();

  function moments(): Moments {
    const now = clock.now();
    return {
      now: now.toISOString(),
      expiringFrom: new Date(now.getTime() + expiringDays * dayMs).toISOString(),
    };
  }

  function summary(row: ListedCertificate, { now, expiringFrom }: Moments): Summary {
    return {
      id: row.id,
      serial: row.serial,
      subject: row.subject,
      commonName: row.common_name,
      profile: row.profile,
      profileTitle: profiles.get(row.profile)?.title ?? { zh: row.profile, en: row.profile },
      holderId: row.holder_id,
      holderName: row.holder_name,
      organisationName: row.organisation_name,
      state: stateOf({ status: row.status, notAfter: row.not_after }, now, expiringFrom),
      notBefore: row.not_before,
      notAfter: row.not_after,
      revokedAt: row.revoked_at,
      revocationReason: row.revocation_reason,
      keyAlgorithm: row.key_algorithm,
      fingerprint: row.fingerprint,
    };
  }

  /** @throws common.forbidden for someone who has no certificates of the own and may not see others' */
  function ownHolder(actor: Actor): string | undefined {
    if (may(actor, 'pki.certificates.read')) return undefined;
    if (actor.kind === 'person' && actor.holderId !== undefined) return actor.holderId;
    throw kernelErrors.forbidden({ permission: 'pki.certificates.read' });
  }

  async function list(actor: Actor, query: Partial<Static<typeof CertificateQuery>>): Promise<Page<Summary>> {
    const own = ownHolder(actor);
    const { page = 1, pageSize = 20, organisationId, holderId, ...filter } = query;
    const empty = { items: [], total: 0, page, pageSize };
    if (own !== undefined && holderId !== undefined && holderId !== own) return empty;
    const organisation =
      organisationId === undefined ? undefined : await findOrganisation(db(), organisationId);
    if (organisationId !== undefined && !organisation) return empty;
    const at = moments();
    const wanted = {
      ...filter,
      ...((own ?? holderId) ? { holderId: own ?? holderId } : {}),
      ...(organisation ? { organisationPath: organisation.path } : {}),
    };
    const part = { limit: pageSize, offset: (page - 1) * pageSize };
    const { rows, total } = await listCertificateRows(db(), wanted, at, part);
    return { items: rows.map((row) => summary(row, at)), total, page, pageSize };
  }

  /** That a certificate exists is not told to those who may not see it. */
  async function seen(actor: Actor, id: string): Promise<CertificateRow> {
    const own = ownHolder(actor);
    const row = await findCertificate(db(), id);
    if (!row || (own !== undefined && row.holder_id !== own)) throw pkiErrors['certificate-not-found']();
    return row;
  }

  /** The certificates above, to the root. */
  function chainAbove(row: CertificateRow) {
    const chain = [];
    let issuer = issuers.byId(row.authority_id);
    while (issuer && issuer.row.fingerprint !== row.fingerprint) {
      chain.push(issuer);
      issuer = issuer.row.parent_id === null ? undefined : issuers.byId(issuer.row.parent_id);
    }
    return chain;
  }

  async function get(actor: Actor, id: string): Promise<Detail> {
    const row = await seen(actor, id);
    const listed = await selectListed(db()).where('c.id', '=', id).executeTakeFirstOrThrow();
    const renewed = await db()
      .selectFrom('pki_certificates')
      .select('id')
      .where('renewed_from_id', '=', id)
      .orderBy('created_at', 'desc')
      .executeTakeFirst();
    const subject = { kind: 'certificate', id };
    const { items } = await events.list({ subject, order: 'oldest', page: 1, pageSize: 200 });
    return {
      certificate: summary(listed, moments()),
      requestId: row.request_id,
      renewedFromId: row.renewed_from_id,
      renewedById: renewed?.id ?? null,
      fields: decodedFields(parseCertificate(row.der)),
      chain: chainAbove(row).map((issuer) => ({
        subject: issuer.row.subject,
        fingerprint: issuer.row.fingerprint,
        notAfter: issuer.row.not_after,
        pem: encodePem('CERTIFICATE', issuer.row.der),
      })),
      pem: encodePem('CERTIFICATE', row.der),
      history: items.map(historyEntry),
    };
  }

  async function download(actor: Actor, id: string, format: DownloadFormat): Promise<CertificateFile> {
    const row = await seen(actor, id);
    const chain = [row.der, ...chainAbove(row).map((issuer) => issuer.row.der)];
    return certificateFile(fileNameOf(row.common_name), chain, format);
  }

  async function inventory(actor: Actor): Promise<Static<typeof Inventory>> {
    const counts = await requestCounts(actor);
    const mine = may(actor, 'pki.certificates.read') ? {} : { holderId: ownHolderOrNobody(actor) };
    const at = moments();
    const now = clock.now();
    if (mine.holderId !== undefined) {
      const own = await listCertificateRows(db(), mine, at, { limit: 200, offset: 0 });
      return {
        ...ownInventory(
          own.rows.map((row) => summary(row, at)),
          now,
        ),
        system: 0,
        ...counts,
      };
    }
    const near = { owner: 'holder', state: 'expiring', sort: 'expires' } as const;
    const soonest = await listCertificateRows(db(), near, at, { limit: 10, offset: 0 });
    const since = new Date(now.getTime() - 30 * dayMs).toISOString();
    const end = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, 1)).toISOString();
    const byProfile = await countValidByProfile(db(), at.now);
    const states = await countStates(db(), at);
    const system = await systemCertificates(db());
    for (const { status, not_after: notAfter } of system)
      states[stateOf({ status, notAfter }, at.now, at.expiringFrom)]--;
    const systemIssued = system.filter((row) => row.created_at >= since).length;
    return {
      ...states,
      issuedLast30Days: (await countIssuedSince(db(), since)) - systemIssued,
      ...counts,
      system: system.filter((row) => row.status === 'good' && row.not_after >= at.now).length,
      expiryByMonth: await expiryByMonth(db(), at.now, end),
      byProfile: byProfile.map(({ profile, valid }) => ({ profile, title: titleOf(profile), valid })),
      soonest: soonest.rows.map((row) => summary(row, at)),
    };
  }

  function titleOf(profile: string) {
    return profiles.get(profile)?.title ?? { zh: profile, en: profile };
  }

  /** The same figures over a handful of certificates. */
  function ownInventory(all: readonly Summary[], now: Date) {
    const count = (state: Summary['state']) => all.filter((one) => one.state === state).length;
    const living = all.filter(({ state }) => state === 'valid' || state === 'expiring');
    const tally = (keys: readonly string[]) => {
      const totals = new Map<string, number>();
      for (const key of keys) totals.set(key, (totals.get(key) ?? 0) + 1);
      return [...totals].sort(([a], [b]) => (a < b ? -1 : 1));
    };
    const since = new Date(now.getTime() - 30 * dayMs).toISOString();
    return {
      valid: count('valid'),
      expiring: count('expiring'),
      expired: count('expired'),
      suspended: count('suspended'),
      revoked: count('revoked'),
      issuedLast30Days: all.filter(({ notBefore }) => notBefore >= since).length,
      expiryByMonth: tally(living.map((one) => `${one.notAfter.slice(0, 7)} ${one.profile}`)).map(
        ([key, total]) => {
          const [month, profile] = key.split(' ') as [string, string];
          return { month, profile, count: total };
        },
      ),
      byProfile: tally(living.map(({ profile }) => profile)).map(([profile, valid]) => ({
        profile,
        title: titleOf(profile),
        valid,
      })),
      soonest: living
        .filter(({ state }) => state === 'expiring')
        .sort((a, b) => (a.notAfter < b.notAfter ? -1 : 1)),
    };
  }

  return { list, get, download, inventory };
}

export type Certificates = ReturnType<typeof createCertificates>;

/** An id that no holder has, for people without certificates: their inventory is empty. */
function ownHolderOrNobody(actor: Actor): string {
  return (actor.kind === 'person' ? actor.holderId : undefined) ?? '';
}

function historyEntry({ time, name, actor, data }: Event) {
  return { time, event: name, actorName: actor.name, data: { ...data } };
}
