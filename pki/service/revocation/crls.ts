import type { EventLog } from '#platform/events/index.ts';
import type { Actor } from '#platform/kernel/actor.ts';
import { actorRef } from '#platform/kernel/actor.ts';
import type { Clock } from '#platform/kernel/clock.ts';
import type { Storage } from '#platform/storage/index.ts';
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
  forgetDeltas,
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
import { type PkiSettings, rootCrlDays } from '../settings.ts';
import { signCrl } from './sign-crl.ts';

/** A CRL as the plain listener serves it. */
export type PublishedCrl = {
  readonly der: Buffer;
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
  /** The same for one shard, soon after a status in it changed. */
  publishBehind(authorityId: string, shard: number, actor: Actor): Promise<void>;
  shards(issuer: Issuer): Promise<readonly number[]>;
  heads(issuer: Issuer, shard: number): Promise<readonly CrlHead[]>;
  /** Lets the next request read the table again. */
  forget(authorityId: string, shard: number): void;
};

type Plan = {
  readonly number: number;
  readonly thisUpdate: string;
  readonly full: readonly PlannedEntry[] | undefined;
  readonly delta: readonly PlannedEntry[] | undefined;
  readonly base: number;
};

const hourMs = 3_600_000;
const clockLeewayMs = 60_000;
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
    if (issuer.kind === 'root') return rootCrlDays.valid * 24 * hourMs;
    return (kind === 'full' ? settings.crlHours : settings.deltaCrlHours) * hourMs;
  }

  /** Well before the last one ends, so that a night's trouble leaves a valid list. */
  function everyMs(issuer: Issuer, kind: CrlKind): number {
    return issuer.kind === 'root' ? rootCrlDays.every * 24 * hourMs : validMs(issuer, kind) / 2;
  }

  const hasDelta = (issuer: Issuer) => issuer.kind === 'issuing' && settings.deltaCrlHours > 0;

  /** Takes the number and reads the facts in one transaction, so that no revocation falls between. */
  function reserve(issuer: Issuer, shard: number, kind: CrlKind): Promise<Plan> {
    return storage.transaction<PkiTables, Plan>(async (tx) => {
      const [last, before] = await crlHeads(tx, issuer.id, shard, 'full', 2);
      const number = (await lastCrlNumber(tx, issuer.id, shard)) + 1;
      const changed = await lastChange(tx, issuer.id, shard);
      // Behind every change that it tells of, whatever the clock says: `changed >= at` is then a later one.
      const now = clock.now().toISOString();
      const mark = latest(now, last?.mark, changed && after(changed, 1));
      // A list that was issued while the clock was ahead says nothing of what expires from now on.
      const issuedAt = (head: CrlHead) => earliest(head.this_update, now);
      const previousIssuedAt = before ? issuedAt(before) : null;
      const facts = (await shardRevocations(tx, issuer.id, shard, previousIssuedAt ?? '')).map(factOf);
      const full = kind === 'full' || !last ? fullEntries(facts, last ? issuedAt(last) : null) : undefined;
      const lastFull: FullCrlMark | undefined = last && {
        at: last.mark,
        issuedAt: issuedAt(last),
        previousIssuedAt,
      };
      const delta = hasDelta(issuer) ? (lastFull ? deltaEntries(facts, lastFull) : []) : undefined;
      const base = last?.number ?? number;
      const plan = { number, thisUpdate: now, full, delta, base };
      for (const kind of ['full', 'delta'] as const) {
        const entries = plan[kind];
        if (!entries) continue;
        await reserveCrl(tx, {
          authority_id: issuer.id,
          shard,
          kind,
          number,
          base_number: kind === 'delta' ? base : null,
          mark,
          this_update: now,
          next_update: after(now, validMs(issuer, kind)),
          entries: entries.length,
        });
      }
      return plan;
    });
  }

  async function sign(issuer: Issuer, shard: number, kind: CrlKind, plan: Plan): Promise<Buffer | undefined> {
    const entries = plan[kind];
    if (!entries) return undefined;
    const url = settings.publicBaseUrl();
    return signCrl(issuer, {
      number: plan.number,
      ...(kind === 'delta' ? { baseNumber: plan.base } : {}),
      thisUpdate: new Date(plan.thisUpdate),
      nextUpdate: new Date(after(plan.thisUpdate, validMs(issuer, kind))),
      entries,
      ...(issuer.kind === 'root' ? {} : { scope: crlUrl(url, issuer.id, shard) }),
      ...(kind === 'full' && hasDelta(issuer) ? { freshest: deltaCrlUrl(url, issuer.id, shard) } : {}),
    });
  }

  async function publish(issuer: Issuer, shard: number, kind: CrlKind, actor: Actor): Promise<void> {
    const plan = await reserve(issuer, shard, kind);
    const full = await sign(issuer, shard, 'full', plan);
    const delta = await sign(issuer, shard, 'delta', plan);
    await storage.transaction<PkiTables, void>(async (tx) => {
      const key = { authority_id: issuer.id, shard, number: plan.number };
      if (full) await finishCrl(tx, { ...key, kind: 'full' }, full);
      if (delta) await finishCrl(tx, { ...key, kind: 'delta' }, delta);
      if (full) await tidy(tx, issuer.id, shard);
      if (delta) await forgetDeltas(tx, issuer.id, shard, plan.number);
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
          full: plan.full?.length ?? null,
          delta: plan.delta?.length ?? null,
        },
      });
    });
    forget(issuer.id, shard);
  }

  async function shards(issuer: Issuer): Promise<readonly number[]> {
    const configured = issuer.kind === 'root' ? 1 : settings.crlShards;
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
    const [delta] = hasDelta(issuer) ? await crlHeads(db(), issuer.id, shard, 'delta', 1) : [];
    const old = (head: CrlHead | undefined, kind: CrlKind) => {
      if (!head) return true;
      const age = now - Date.parse(head.this_update);
      // Issued while the clock was ahead: no client takes a list that is not valid yet.
      return age >= everyMs(issuer, kind) || age < -clockLeewayMs;
    };
    if (!full || old(full, 'full')) return 'full';
    const changed = await lastChange(db(), issuer.id, shard);
    const newest = delta && delta.number > full.number ? delta : full;
    const behind = changed !== null && changed >= newest.mark;
    if (!hasDelta(issuer)) return behind ? 'full' : undefined;
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
    async publishBehind(authorityId, shard, actor) {
      const issuer = issuers.byId(authorityId);
      const kind = issuer && (await due(issuer, shard));
      if (kind) await publish(issuer, shard, kind, actor);
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
  await forgetRevocations(tx, authorityId, shard, oldest.mark);
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

function earliest(one: string, other: string): string {
  return one < other ? one : other;
}

function latest(now: string, ...others: readonly (string | null | undefined)[]): string {
  return others.reduce<string>((at, other) => (other && other > at ? other : at), now);
}
