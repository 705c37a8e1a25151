import type { Static } from 'typebox';
import { type Actor, authorise } from '#platform/kernel/actor.ts';
import type { Clock } from '#platform/kernel/clock.ts';
import { crlUrl, deltaCrlUrl, ocspUrl } from '../../core/revocation/urls.ts';
import type { CrlState, RevocationStatus } from '../../schemas.ts';
import type { Issuer, Issuers } from '../issuers.ts';
import type { PkiSettings } from '../settings.ts';
import type { Crls } from './crls.ts';
import type { Ocsp } from './ocsp.ts';
import type { Responders } from './responders.ts';

type CrlView = Static<typeof CrlState>;

/** The state of what is published, and publishing on demand. */
export function createRevocationStatus(deps: {
  clock: Clock;
  issuers: Issuers;
  crls: Crls;
  ocsp: Ocsp;
  responders: Responders;
  settings: PkiSettings;
}) {
  const { clock, issuers, crls, ocsp, responders, settings } = deps;

  async function crlsOf(issuer: Issuer, shard: number): Promise<CrlView[]> {
    const base = settings.publicBaseUrl();
    const now = clock.now().toISOString();
    return (await crls.heads(issuer, shard)).map((head) => ({
      authorityId: issuer.id,
      authoritySubject: issuer.row.subject,
      shard,
      kind: head.kind as CrlView['kind'],
      number: head.number,
      baseNumber: head.base_number,
      thisUpdate: head.this_update,
      nextUpdate: head.next_update,
      entries: head.entries,
      bytes: head.bytes,
      url: head.kind === 'delta' ? deltaCrlUrl(base, issuer.id, shard) : crlUrl(base, issuer.id, shard),
      overdue: head.next_update < now,
    }));
  }

  async function all(): Promise<CrlView[]> {
    const lists: CrlView[] = [];
    for (const issuer of issuers.all()) {
      for (const shard of await crls.shards(issuer)) lists.push(...(await crlsOf(issuer, shard)));
    }
    return lists;
  }

  return {
    async status(actor: Actor): Promise<Static<typeof RevocationStatus>> {
      authorise(actor, 'pki.revocation.read');
      return {
        crls: await all(),
        ocsp: {
          url: ocspUrl(settings.publicBaseUrl()),
          warm: ocsp.warmCount(),
          answered: ocsp.counts.warm + ocsp.counts.signed,
          responders: responders.all().map(({ authorityId, subject, notAfter }) => ({
            authoritySubject: issuers.byId(authorityId)?.row.subject ?? '',
            subject,
            notAfter: notAfter.toISOString(),
          })),
        },
      };
    },
    /** Full and delta CRLs of every authority and shard, signed now. */
    async publish(actor: Actor): Promise<{ crls: CrlView[] }> {
      authorise(actor, 'pki.revocation.publish');
      for (const issuer of issuers.all()) {
        for (const shard of await crls.shards(issuer)) await crls.publish(issuer, shard, 'full', actor);
      }
      return { crls: await all() };
    },
  };
}
