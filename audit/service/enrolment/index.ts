import { createHash } from 'node:crypto';
import type { EventLog } from '#platform/events/index.ts';
import { type Actor, actorRef, authorise, systemActor } from '#platform/kernel/actor.ts';
import type { Clock } from '#platform/kernel/clock.ts';
import { newId } from '#platform/kernel/ids.ts';
import { excerpt } from '#platform/kernel/text.ts';
import type { Storage } from '#platform/storage/index.ts';
import type { CollectPorts } from '../../collect/settings.ts';
import { auditErrors } from '../../errors.ts';
import {
  type AgentRow,
  agentsOf,
  countUnused,
  findAgent,
  findSourceOfAgents,
  findToken,
  giveTokenBack,
  insertAgent,
  insertToken,
  sendersByCertificate,
  type TokenRow,
  updateAgent,
  useToken,
} from '../../store/agents.ts';
import type { AuditTables, Db } from '../../store/db.ts';
import { recordEvent } from '../record-event.ts';
import type { Sources } from '../sources/index.ts';
import { makeToken, tokenHash } from '../sources/tokens.ts';
import type { AgentIdentity, EnrolledAgent, Enrolment, EnrolRequest, NewEnrolment } from './schemas.ts';

/** A certificate for an agent: PEM; the fingerprint is lower-case hex SHA-256. */
export type AgentCertificate = {
  readonly certificatePem: string;
  readonly chainPem: string;
  readonly fingerprint: string;
  readonly notAfter: Date;
};

/** What enrolment asks of the certificates domain. */
export type AgentCertificatePorts = {
  /** The same request gives the same certificate again. Refuses what is no sound PKCS#10. */
  readonly issueAgentCertificate: (order: {
    readonly request: string;
    readonly sourceId: string;
    readonly name: string;
  }) => Promise<AgentCertificate>;
  /** PEM of the root. */
  readonly rootPem: () => string;
};

export type Enrolments = ReturnType<typeof createEnrolments>;

const maxUnused = 50;
const hourMs = 3_600_000;

/** Agents get certificates of their own: the first by a one-time token, each later one by the one before. */
export function createEnrolments(deps: {
  readonly storage: Storage;
  readonly events: EventLog;
  readonly clock: Clock;
  readonly sources: Pick<Sources, 'agentCertificates'>;
  readonly ports: AgentCertificatePorts & Pick<CollectPorts, 'judgeClient'>;
}) {
  const { storage, events, clock, ports } = deps;
  const { bind, unbind, changed } = deps.sources.agentCertificates;
  const read = (): Db => storage.read<AuditTables>();
  const change = <T>(work: (tx: Db) => Promise<T>): Promise<T> => storage.transaction<AuditTables, T>(work);
  const now = () => clock.now().toISOString();
  const enroller = systemActor('audit.enrolment', []);

  async function sourceOf(db: Db, id: string) {
    const row = await findSourceOfAgents(db, id);
    if (row === undefined) throw auditErrors['source-unknown']({ source: id });
    return row;
  }

  const say = (
    tx: Db,
    actor: Actor,
    name: 'audit.agent.invited' | 'audit.agent.enrolled' | 'audit.agent.renewed',
    source: string,
    data: { readonly [key: string]: string },
  ) =>
    recordEvent(events, tx, actor, {
      name,
      subject: { kind: 'source', id: source },
      data,
    });

  async function certify(token: TokenRow, { request, name }: EnrolRequest, hash: string) {
    try {
      return await ports.issueAgentCertificate({ request, sourceId: token.source_id, name: nameOf(name) });
    } catch (error) {
      await change((tx) => giveTokenBack(tx, token.id, hash));
      throw error;
    }
  }

  return {
    /** A token for one agent of a source; only its hash is kept. @throws audit.enrolment-limit */
    async invite(actor: Actor, source: string, { label, hours }: NewEnrolment): Promise<Enrolment> {
      authorise(actor, 'audit.sources.write');
      const token = makeToken();
      const expiresAt = new Date(clock.now().getTime() + hours * hourMs).toISOString();
      const row = {
        id: newId(),
        source_id: source,
        hash: tokenHash(token),
        label,
        created_at: now(),
        created_by: actorRef(actor).name,
        expires_at: expiresAt,
        used_at: null,
        used_for: null,
      };
      await change(async (tx) => {
        const { kind } = await sourceOf(tx, source);
        if (kind !== 'agent') {
          throw auditErrors['source-field']({
            field: 'kind',
            reasonZh: '只有“采集代理”类来源可以登记代理',
            reasonEn: 'only sources of the kind "agent" have agents',
          });
        }
        if ((await countUnused(tx, source, now())) >= maxUnused) {
          throw auditErrors['enrolment-limit']({ source, max: maxUnused });
        }
        await insertToken(tx, row);
        await say(tx, actor, 'audit.agent.invited', source, { label, expiresAt });
      });
      return { id: row.id, token, expiresAt };
    },

    async agents(actor: Actor, source: string): Promise<EnrolledAgent[]> {
      authorise(actor, 'audit.sources.read');
      return (await agentsOf(read(), (await sourceOf(read(), source)).id)).map(view);
    },

    /** @throws audit.enrolment-refused, and what issuing refuses */
    async enrol(input: EnrolRequest): Promise<AgentIdentity> {
      const hash = createHash('sha256').update(input.request).digest('hex');
      const token = await findToken(read(), tokenHash(input.token));
      const refuse = auditErrors['enrolment-refused'];
      if (token === undefined || token.expires_at <= now()) throw refuse();
      const { source_id: source } = token;
      if ((await sourceOf(read(), source)).enabled !== 1) throw refuse();
      if (!(await change((tx) => useToken(tx, token.id, hash, now())))) throw refuse();
      const made = await certify(token, input, hash);
      const { fingerprint, notAfter } = made;
      await change(async (tx) => {
        const known = await findAgent(tx, fingerprint);
        if (known !== undefined && (await sendersByCertificate(tx, fingerprint)).length > 0) return;
        // Removing an agent ended the tokens used before it; who was invited since comes back.
        const own = await findToken(tx, token.hash);
        if (known !== undefined && (own === undefined || own.expires_at <= now())) throw refuse();
        await bind(tx, enroller, source, { fingerprint, label: excerpt(input.name, 90) });
        const agent = {
          id: newId(),
          source_id: source,
          name: nameOf(input.name),
          fingerprint,
          previous_fingerprint: null,
          not_after: notAfter.toISOString(),
          enrolled_at: now(),
          renewed_at: null,
        };
        if (known === undefined) await insertAgent(tx, agent);
        else await updateAgent(tx, known.id, { name: agent.name, enrolled_at: agent.enrolled_at });
        await say(tx, enroller, 'audit.agent.enrolled', source, {
          name: agent.name,
          fingerprint,
          token: token.label,
        });
      });
      await changed();
      return identityOf(source, made);
    },

    /**
     * A new certificate for an agent, which feeds every source that the shown one feeds. The shown one goes on
     * to be good until it was not needed for one renewal more: the answer may be lost.
     * @param derChain as the agent sent it @throws audit.renewal-refused
     */
    async renew(derChain: readonly Buffer[], request: string): Promise<AgentIdentity> {
      const refuse = auditErrors['renewal-refused'];
      const verdict = derChain.length === 0 ? undefined : await ports.judgeClient(derChain);
      const agent = verdict?.ok ? await findAgent(read(), verdict.fingerprint) : undefined;
      if (!verdict?.ok || agent === undefined) throw refuse();
      const shown = verdict.fingerprint;
      if ((await sendersByCertificate(read(), shown)).length === 0) throw refuse();
      const made = await ports.issueAgentCertificate({
        request,
        sourceId: agent.source_id,
        name: agent.name,
      });
      const { fingerprint, notAfter } = made;
      if (fingerprint === shown) throw refuse();
      await change(async (tx) => {
        // What happened while it was issued counts: the agent was removed, or renewed by another request.
        const before = await findAgent(tx, shown);
        const feeds = await sendersByCertificate(tx, shown);
        if (before === undefined || feeds.length === 0) throw refuse();
        for (const { source_id: source } of feeds) {
          await bind(tx, enroller, source, { fingerprint, label: excerpt(agent.name, 90) });
        }
        const unneeded = [before.fingerprint, before.previous_fingerprint].filter(
          (each) => each !== null && each !== shown && each !== fingerprint,
        );
        for (const old of unneeded) await unbind(tx, enroller, old!);
        await updateAgent(tx, agent.id, {
          fingerprint,
          previous_fingerprint: shown,
          not_after: notAfter.toISOString(),
          renewed_at: now(),
        });
        if (before.fingerprint !== fingerprint) {
          await say(tx, enroller, 'audit.agent.renewed', agent.source_id, { name: agent.name, fingerprint });
        }
      });
      await changed();
      return identityOf(agent.source_id, made);
    },

    rootPem: ports.rootPem,
  };
}

/** What an agent says of itself goes into a certificate: visible characters, as long as a common name may be. */
const nameOf = (said: string): string => excerpt(said.trim(), 60) || 'agent';

const identityOf = (source: string, { certificatePem, chainPem }: AgentCertificate): AgentIdentity => ({
  source,
  certificate: certificatePem + chainPem,
});

const view = (row: AgentRow): EnrolledAgent => ({
  id: row.id,
  name: row.name,
  fingerprint: row.fingerprint,
  notAfter: row.not_after,
  enrolledAt: row.enrolled_at,
  renewedAt: row.renewed_at,
});
