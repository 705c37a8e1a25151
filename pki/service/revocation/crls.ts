import { createHash } from 'node:crypto';
import type { EventLog } from '#platform/events/types.ts';
import type { Actor } from '#platform/kernel/actor.ts';
import { actorRef } from '#platform/kernel/actor.ts';
import type { Clock } from '#platform/kernel/clock.ts';
import type { Storage } from '#platform/storage/types.ts';
import { assembleSigned } from '../../core/build/certificate.ts';
import {
  buildTbsCertList,
  crlNumber,
  deltaCrlIndicator,
  encodeCrlEntry,
  issuingDistributionPoint,
} from '../../core/build/crl.ts';
import { freshestCrl } from '../../core/build/extensions.ts';
import {
  deltaEntries,
  type FullCrlMark,
  fullEntries,
  type PlannedEntry,
  type RevocationFact,
} from '../../core/revocation/crl-plan.ts';
import { crlUrl, deltaCrlUrl } from '../../core/revocation/urls.ts';
import {
  type CrlHead,
  type CrlKind,
  crlHeads,
  currentCrl,
  finishCrl,
  forgetCrls,
  lastCrlNumber,
  reserveCrl,
} from '../../store/crls.ts';
import type { Db } from '../../store/db.ts';
import {
  forgetRevocations,
  lastChange,
  type RevocationRow,
  shardRevocations,
} from '../../store/revocations.ts';
import type { PkiTables } from '../../store/tables.ts';
import type { Issuer, Issuers } from '../issuers.ts';
import type { PkiSettings } from '../settings.ts';

/** A CRL as the plain listener serves it. */
export type PublishedCrl = {
  readonly der: Buffer;
  /** Strong, quoted. */
  readonly etag: string;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  readonly number: number;
};

export type Crls = {
  /** The newest published one; undefined for an authority or shard that has none. */
  current(authorityId: string, shard: number, kind: CrlKind): Promise<PublishedCrl | undefined>;
  /** Signs and publishes now: a full CRL with its delta, or the delta alone. */
  publish(issuer: Issuer, shard: number, kind: CrlKind, actor: Actor): Promise<void>;
  /** Publishes what is due: no CRL yet, half of its validity gone, or a delta behind the revocations. */
  publishDue(actor: Actor, signal?: AbortSignal): Promise<number>;
  shards(issuer: Issuer): Promise<readonly number[]>;
  heads(issuer: Issuer, shard: number): Promise<readonly CrlHead[]>;
  /** Lets the next request read the table again. */
  forget(authorityId: string, shard: number): void;
};

type Plan = {
  readonly number: number;
  readonly at: string;
  readonly full: readonly PlannedEntry[] | undefined;
  readonly delta: readonly PlannedEntry[];
  readonly base: number;
};

const hourMs = 3_600_000;
/** Full CRLs whose rows stay: the base of every delta in use, and its predecessor. */
const keptFulls = 3;

export function createCrls(deps: {
  storage: Storage;
  events: EventLog;
  clock: Clock;
  issuers: Issuers;
  settings: PkiSettings;
}): Crls {
  const { storage, events, clock, issuers, settings } = deps;
  const db = () => storage.read<PkiTables>();
  const cache = new Map<string, PublishedCrl>();
  let generation = 0;
  const cacheKey = (authorityId: string, shard: number, kind: CrlKind) => `${authorityId}/${shard}/${kind}`;

  function forget(authorityId: string, shard: number) {
    generation += 1;
    cache.delete(cacheKey(authorityId, shard, 'full'));
    cache.delete(cacheKey(authorityId, shard, 'delta'));
  }

  function validMs(issuer: Issuer, kind: CrlKind): number {
    const { rootValidDays, fullValidHours, deltaValidHours } = settings.crl;
    if (issuer.kind === 'root') return rootValidDays * 24 * hourMs;
    return (kind === 'full' ? fullValidHours : deltaValidHours) * hourMs;
  }

  function everyMs(issuer: Issuer, kind: CrlKind): number {
    const { rootEveryDays, fullEveryHours, deltaEveryMinutes } = settings.crl;
    if (issuer.kind === 'root') return rootEveryDays * 24 * hourMs;
    return kind === 'full' ? fullEveryHours * hourMs : deltaEveryMinutes * 60_000;
  }

  /** Takes the number and reads the facts in one transaction, so that no revocation falls between. */
  function reserve(issuer: Issuer, shard: number, kind: CrlKind): Promise<Plan> {
    return storage.transaction<PkiTables, Plan>(async (tx) => {
      const [last, before] = await crlHeads(tx, issuer.id, shard, 'full', 2);
      const number = (await lastCrlNumber(tx, issuer.id, shard)) + 1;
      const changed = await lastChange(tx, issuer.id, shard);
      // Behind every change that it tells of, whatever the clock says: `changed >= at` is then a later one.
      const at = latest(clock.now().toISOString(), last?.this_update, changed && after(changed, 1));
      const facts = (await shardRevocations(tx, issuer.id, shard, before?.this_update ?? '')).map(factOf);
      const full = kind === 'full' || !last ? fullEntries(facts, last?.this_update ?? null) : undefined;
      const mark: FullCrlMark | undefined = last && {
        at: last.this_update,
        previousAt: before?.this_update ?? null,
      };
      const delta = mark ? deltaEntries(facts, mark) : [];
      const base = last?.number ?? number;
      const common = { authority_id: issuer.id, shard, number, this_update: at };
      if (full) {
        const next_update = after(at, validMs(issuer, 'full'));
        await reserveCrl(tx, {
          ...common,
          kind: 'full',
          base_number: null,
          next_update,
          entries: full.length,
        });
      }
      const next_update = after(at, validMs(issuer, 'delta'));
      await reserveCrl(tx, {
        ...common,
        kind: 'delta',
        base_number: base,
        next_update,
        entries: delta.length,
      });
      return { number, at, full, delta, base };
    });
  }

  async function sign(issuer: Issuer, shard: number, kind: CrlKind, plan: Plan): Promise<Buffer> {
    const { algorithm } = issuer.signer;
    const base = settings.publicBaseUrl;
    const scope =
      issuer.kind === 'root' ? [] : [issuingDistributionPoint({ url: crlUrl(base, issuer.id, shard) })];
    const own =
      kind === 'delta'
        ? [deltaCrlIndicator(plan.base)]
        : [freshestCrl([deltaCrlUrl(base, issuer.id, shard)])];
    const entries = (kind === 'full' ? plan.full! : plan.delta).map(({ serial, revokedAt, reason }) =>
      encodeCrlEntry({ serial: Buffer.from(serial, 'hex'), revokedAt: new Date(revokedAt), reason }),
    );
    const tbs = buildTbsCertList({
      signature: algorithm.der,
      issuer: issuer.name,
      thisUpdate: new Date(plan.at),
      nextUpdate: new Date(after(plan.at, validMs(issuer, kind))),
      entries,
      extensions: [issuer.keyIdentifier, crlNumber(plan.number), ...scope, ...own],
    });
    return assembleSigned(tbs, algorithm.der, await issuer.signer.sign(tbs));
  }

  async function publish(issuer: Issuer, shard: number, kind: CrlKind, actor: Actor): Promise<void> {
    const plan = await reserve(issuer, shard, kind);
    const full = plan.full && (await sign(issuer, shard, 'full', plan));
    const delta = await sign(issuer, shard, 'delta', plan);
    await storage.transaction<PkiTables, void>(async (tx) => {
      const key = { authority_id: issuer.id, shard, number: plan.number };
      if (full) await finishCrl(tx, { ...key, kind: 'full' }, full);
      await finishCrl(tx, { ...key, kind: 'delta' }, delta);
      if (full) await tidy(tx, issuer.id, shard);
      await events.append(tx, {
        name: 'pki.crl.published',
        actor: actorRef(actor),
        subject: { kind: 'crl', id: `${issuer.id}/${shard}`, label: issuer.row.subject },
        outcome: 'success',
        data: {
          authorityId: issuer.id,
          shard,
          number: plan.number,
          baseNumber: plan.base,
          full: plan.full ? plan.full.length : null,
          delta: plan.delta.length,
        },
      });
    });
    forget(issuer.id, shard);
  }

  async function shards(issuer: Issuer): Promise<readonly number[]> {
    const configured = issuer.kind === 'root' ? 1 : settings.crl.shards;
    const used = await db()
      .selectFrom('pki_crls')
      .select((eb) => eb.fn.max('shard').as('shard'))
      .where('authority_id', '=', issuer.id)
      .executeTakeFirst();
    const count = Math.max(configured, Number(used?.shard ?? -1) + 1);
    return Array.from({ length: count }, (_, shard) => shard);
  }

  async function due(issuer: Issuer, shard: number): Promise<CrlKind | undefined> {
    const now = clock.now().getTime();
    const [full] = await crlHeads(db(), issuer.id, shard, 'full', 1);
    const [delta] = await crlHeads(db(), issuer.id, shard, 'delta', 1);
    const old = (head: CrlHead | undefined, kind: CrlKind) =>
      !head ||
      now - Date.parse(head.this_update) >= everyMs(issuer, kind) ||
      now > (Date.parse(head.this_update) + Date.parse(head.next_update)) / 2;
    if (old(full, 'full')) return 'full';
    const changed = await lastChange(db(), issuer.id, shard);
    const behind = changed !== null && delta !== undefined && changed >= delta.this_update;
    return behind || old(delta, 'delta') ? 'delta' : undefined;
  }

  return {
    forget,
    publish,
    shards,
    async current(authorityId, shard, kind) {
      const key = cacheKey(authorityId, shard, kind);
      const known = cache.get(key);
      if (known) return known;
      const before = generation;
      const row = await currentCrl(db(), authorityId, shard, kind);
      if (!row) return undefined;
      const published: PublishedCrl = {
        der: row.der,
        etag: `"${createHash('sha256').update(row.der).digest('base64url')}"`,
        thisUpdate: new Date(row.this_update),
        nextUpdate: new Date(row.next_update),
        number: row.number,
      };
      if (generation === before) cache.set(key, published);
      return published;
    },
    async publishDue(actor, signal) {
      let published = 0;
      for (const issuer of issuers.all()) {
        for (const shard of await shards(issuer)) {
          if (signal?.aborted) return published;
          const kind = await due(issuer, shard);
          if (!kind) continue;
          await publish(issuer, shard, kind, actor);
          published += 1;
        }
      }
      return published;
    },
    async heads(issuer, shard) {
      const found = await Promise.all(
        (['full', 'delta'] as const).map((kind) => crlHeads(db(), issuer.id, shard, kind, 1)),
      );
      return found.flat();
    },
  };
}

/** Drops lists that are no base any more, and released certificates that every base has forgotten. */
async function tidy(tx: Db, authorityId: string, shard: number): Promise<void> {
  const oldest = (await crlHeads(tx, authorityId, shard, 'full', keptFulls)).at(keptFulls - 1);
  if (!oldest) return;
  await forgetCrls(tx, authorityId, shard, oldest.number);
  await forgetRevocations(tx, authorityId, shard, oldest.this_update);
}

function factOf(row: RevocationRow): RevocationFact {
  return {
    serial: row.serial,
    reason: row.reason,
    revokedAt: row.revoked_at,
    notAfter: row.not_after,
    status: row.status as RevocationFact['status'],
    changedAt: row.changed_at,
  };
}

const after = (at: string, ms: number) => new Date(Date.parse(at) + ms).toISOString();

function latest(now: string, ...others: readonly (string | null | undefined)[]): string {
  return others.reduce<string>((at, other) => (other && other > at ? other : at), now);
}
