import type { EventLog } from '#platform/events/index.ts';
import { type Actor, actorRef, authorise, systemActor } from '#platform/kernel/actor.ts';
import type { Clock } from '#platform/kernel/clock.ts';
import type { JsonObject } from '#platform/kernel/event.ts';
import { newId } from '#platform/kernel/ids.ts';
import type { Sealer } from '#platform/seal/index.ts';
import { flag, type Storage, toJsonText } from '#platform/storage/index.ts';
import type { Engine } from '../../collect/pull/engines.ts';
import type { CollectSettings } from '../../collect/settings.ts';
import { ownSource } from '../../core/record.ts';
import { auditErrors } from '../../errors.ts';
import type { AuditEventName } from '../../events.ts';
import { endUsedTokens, findAgent } from '../../store/agents.ts';
import type { AuditTables, Db } from '../../store/db.ts';
import { allPulls } from '../../store/pulls.ts';
import {
  allSenders,
  allSources,
  countSources,
  deleteSender,
  feedsOf,
  findSender,
  findSource,
  insertSender,
  insertSource,
  type SenderRow,
  type SourceRow,
  sendersOf,
  updateSource,
} from '../../store/sources.ts';
import { recordEvent } from '../record-event.ts';
import { checkParsers, checkTimeZone, plainAddress, readSender } from './check.ts';
import type { Counters } from './counters.ts';
import { pullSecretContext, readPull } from './pull-settings.ts';
import type { Registry } from './registry.ts';
import type { NewSender, NewSource, PullInput, Sender, Source, SourceChange } from './schemas.ts';
import { makeToken, tokenHash } from './tokens.ts';
import { senderView, sourceView } from './view.ts';

export type Sources = ReturnType<typeof createSources>;

/** Prefix of the sources that unknown senders are put into. */
const quarantinePrefix = 'quarantine-';

/** The sources, what may feed them and how they do. Every change is one transaction with its event. */
export function createSources(deps: {
  readonly storage: Storage;
  readonly events: EventLog;
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly settings: Pick<CollectSettings, 'maxSources' | 'maxQuarantined' | 'timeZone'>;
  readonly registry: Registry;
  readonly counters: Counters;
  readonly engines: ReadonlyMap<string, Engine>;
  readonly parserNames: () => readonly string[];
  /** Records of each source that are not on disk yet. */
  readonly waiting: () => ReadonlyMap<string, number>;
}) {
  const { storage, events, clock, sealer, settings, registry, counters, engines } = deps;
  const read = (): Db => storage.read<AuditTables>();
  const now = () => clock.now().toISOString();
  const collector = systemActor('audit.collector', []);

  async function change<T>(work: (tx: Db) => Promise<T>): Promise<T> {
    const result = await storage.transaction<AuditTables, T>(work);
    await registry.load();
    return result;
  }

  const say = (tx: Db, actor: Actor, name: AuditEventName, row: Subject, data: JsonObject = {}) =>
    recordEvent(events, tx, actor, {
      name,
      subject: { kind: 'source', id: row.id, label: row.title },
      data,
    });

  async function need(tx: Db, id: string): Promise<SourceRow> {
    const row = await findSource(tx, id);
    if (row === undefined) throw auditErrors['source-unknown']({ source: id });
    return row;
  }

  async function views(rows: readonly SourceRow[]): Promise<Source[]> {
    await counters.catchUp();
    const [counts, senders] = [
      await counters.all(),
      Map.groupBy(await allSenders(read()), (s) => s.source_id),
    ];
    const pulls = await allPulls(read());
    const waiting = deps.waiting();
    return rows.map((row) =>
      sourceView(row, {
        senders: senders.get(row.id) ?? [],
        counts: counts.get(row.id),
        waiting: waiting.get(row.id) ?? 0,
        pull: pulls.find(({ source_id: id }) => id === row.id),
      }),
    );
  }

  async function get(actor: Actor, id: string): Promise<Source> {
    authorise(actor, 'audit.sources.read');
    const [view] = await views([await need(read(), id)]);
    return view!;
  }

  function pullColumns(id: string, input: PullInput | undefined, before?: SourceRow) {
    if (input === undefined) return {};
    const { password } = input;
    if (password === undefined && !before?.pull_secret) {
      throw auditErrors['source-field']({
        field: 'pull.password',
        reasonZh: '必须填写',
        reasonEn: 'is required',
      });
    }
    return {
      pull: toJsonText(readPull(input, engines)),
      ...(password !== undefined && {
        pull_secret: sealer.seal(Buffer.from(password), pullSecretContext(id)),
      }),
    };
  }

  function rowOf(input: NewSource, by: string): SourceRow {
    const at = now();
    return {
      id: input.id,
      title: input.title,
      class: input.class,
      kind: input.kind,
      parsers: toJsonText(checkParsers(input.parsers ?? ['auto'], deps.parserNames())),
      time_zone: checkTimeZone(input.timeZone ?? settings.timeZone),
      silence_minutes: input.silenceMinutes ?? 0,
      enabled: 1,
      pull: null,
      pull_secret: null,
      silent_since: null,
      created_at: at,
      created_by: by,
      changed_at: at,
      changed_by: by,
      ...pullColumns(input.id, input.kind === 'pull' ? (input.pull ?? missingPull()) : undefined),
    };
  }

  async function insertNew(tx: Db, row: SourceRow): Promise<void> {
    const max = settings.maxSources;
    if (row.id === ownSource || (await findSource(tx, row.id)))
      throw auditErrors['source-taken']({ source: row.id, field: 'id' });
    if ((await countSources(tx)) >= max) throw auditErrors['source-limit']({ max });
    await insertSource(tx, row);
  }

  /** @throws audit.sender-taken when it feeds this source, or another of a kind that is found by its sender */
  async function insertNewSender(tx: Db, actor: Actor, source: SourceRow, sender: Assigned): Promise<Sender> {
    for (const other of await feedsOf(tx, sender.kind, sender.value)) {
      const foundBySender =
        source.kind === other.kind && (source.kind === 'syslog' || source.kind === 'elastic');
      if (other.source === source.id || foundBySender) {
        throw auditErrors['sender-taken']({ source: other.source, field: 'value' });
      }
    }
    const created = { created_at: now(), created_by: actorRef(actor).name };
    const row = { id: newId(), source_id: source.id, ...sender, ...created };
    await insertSender(tx, row);
    const { value } = senderView(row);
    await say(tx, actor, 'audit.sender.assigned', source, { kind: sender.kind, value, label: sender.label });
    return senderView(row);
  }

  async function deleteOne(tx: Db, actor: Actor, source: SourceRow, row: SenderRow): Promise<void> {
    await deleteSender(tx, row.id);
    const { kind, value, label } = senderView(row);
    await say(tx, actor, 'audit.sender.removed', source, { kind, value, label });
  }

  /** The sender and, when it is the certificate of an agent, the other one that the agent has. */
  async function ofOneAgent(tx: Db, row: SenderRow): Promise<SenderRow[]> {
    const agent = row.kind === 'certificate' ? await findAgent(tx, row.value) : undefined;
    const values = [row.value, agent?.fingerprint, agent?.previous_fingerprint];
    const all = await sendersOf(tx, row.source_id);
    return all.filter(({ kind, value }) => kind === row.kind && values.includes(value));
  }

  return {
    /** All of them: their number is bounded. */
    async list(actor: Actor): Promise<Source[]> {
      authorise(actor, 'audit.sources.read');
      return views(await allSources(read()));
    },
    get,
    /** @throws audit.source-taken, audit.source-limit, audit.source-field, audit.pull-engine-unavailable */
    async create(actor: Actor, input: NewSource): Promise<Source> {
      authorise(actor, 'audit.sources.write');
      if (input.kind === 'own')
        throw auditErrors['source-field']({
          field: 'kind',
          reasonZh: '安民自身的来源由系统设立，不能新建',
          reasonEn: 'the source of Anmin itself is not made by anybody',
        });
      const row = rowOf(input, actorRef(actor).name);
      await change(async (tx) => {
        await insertNew(tx, row);
        await say(tx, actor, 'audit.source.created', row, { class: row.class, kind: row.kind });
      });
      const [view] = await views([row]);
      return view!;
    },
    /** @throws audit.source-unknown, audit.source-field */
    async change(actor: Actor, id: string, input: SourceChange): Promise<Source> {
      authorise(actor, 'audit.sources.write');
      await change(async (tx) => {
        const old = await need(tx, id);
        const { title, parsers, timeZone, silenceMinutes, enabled } = input;
        const set = {
          ...(title !== undefined && { title }),
          ...(input.class !== undefined && { class: input.class }),
          ...(parsers !== undefined && { parsers: toJsonText(checkParsers(parsers, deps.parserNames())) }),
          ...(timeZone !== undefined && { time_zone: checkTimeZone(timeZone) }),
          ...(silenceMinutes !== undefined && { silence_minutes: silenceMinutes }),
          ...(enabled !== undefined && { enabled: flag(enabled) }),
          ...(old.kind === 'pull' && pullColumns(id, input.pull, old)),
        };
        const row = { ...old, ...set, changed_at: now(), changed_by: actorRef(actor).name };
        await updateSource(tx, id, row);
        if (row.enabled !== old.enabled) {
          await say(tx, actor, row.enabled === 1 ? 'audit.source.enabled' : 'audit.source.disabled', row);
        }
        const fields = Object.keys(input).filter((field) => field !== 'enabled');
        if (fields.length > 0)
          await say(tx, actor, 'audit.source.changed', row, { fields, before: before(old) });
      });
      return get(actor, id);
    },
    /** Lets a sender feed a source. A token is made here and shown this once. @throws audit.sender-taken */
    async assign(
      actor: Actor,
      id: string,
      input: NewSender,
    ): Promise<{ sender: Sender; token: string | null }> {
      authorise(actor, 'audit.sources.write');
      const token = input.kind === 'token' ? makeToken() : null;
      const value = input.kind === 'token' ? tokenHash(token!) : readSender(input.kind, input.value);
      const sender = await change(async (tx) =>
        insertNewSender(tx, actor, await need(tx, id), { kind: input.kind, value, label: input.label ?? '' }),
      );
      return { sender, token };
    },
    /**
     * Of an agent both certificates go, the newest and the one before, and the tokens that agents of the source
     * came by end. @throws audit.sender-unknown
     */
    async remove(actor: Actor, id: string, senderId: string): Promise<void> {
      authorise(actor, 'audit.sources.write');
      await change(async (tx) => {
        const source = await need(tx, id);
        const row = await findSender(tx, id, senderId);
        if (row === undefined) throw auditErrors['sender-unknown']();
        for (const each of await ofOneAgent(tx, row)) await deleteOne(tx, actor, source, each);
        if (row.kind === 'certificate') await endUsedTokens(tx, id, now());
      });
    },
    /** Changes of certificates of agents, each a part of the transaction of their enrolment. */
    agentCertificates: {
      /** Lets a certificate feed a source; that it does already is no error. */
      async bind(tx: Db, actor: Actor, id: string, { fingerprint, label }: AgentSender): Promise<void> {
        const feeds = await feedsOf(tx, 'certificate', fingerprint);
        if (feeds.some(({ source }) => source === id)) return;
        const sender = { kind: 'certificate', value: fingerprint, label } as const;
        await insertNewSender(tx, actor, await need(tx, id), sender);
      },
      /** A certificate feeds nothing any more. */
      async unbind(tx: Db, actor: Actor, fingerprint: string): Promise<void> {
        for (const { source } of await feedsOf(tx, 'certificate', fingerprint)) {
          const rows = await sendersOf(tx, source);
          const row = rows.find(({ kind, value }) => kind === 'certificate' && value === fingerprint);
          if (row) await deleteOne(tx, actor, await need(tx, source), row);
        }
      },
      /** Makes what was committed hold for who sends from now on. */
      changed: (): Promise<void> => registry.load(),
    },
    /** The source into which an unknown address is put; undefined when there are too many such sources. */
    async quarantine(address: string): Promise<string | undefined> {
      const plain = plainAddress(address);
      const id = `${quarantinePrefix}${plain.replaceAll(':', '-').replace(/[^0-9a-z.-]/g, '')}`.slice(0, 63);
      return change(async (tx) => {
        const rows = await allSources(tx);
        const held = rows.filter((row) => row.id.startsWith(quarantinePrefix));
        const known = held.find((row) => row.id === id);
        if (known) return known.enabled === 1 ? id : undefined;
        if (held.length >= settings.maxQuarantined || rows.length >= settings.maxSources) return undefined;
        const title = `隔离：${plain}`;
        const row = rowOf({ id, title, class: 'network', kind: 'syslog' }, collector.name);
        await insertNew(tx, row);
        await say(tx, collector, 'audit.source.quarantined', row, { address: plain });
        const senders = await sendersOf(tx, id);
        if (senders.length === 0) {
          await insertNewSender(tx, collector, row, { kind: 'address', value: plain, label: '' });
        }
        return id;
      });
    },
    /** Says that an unknown sender was refused. */
    async refused(address: string, listener: string): Promise<void> {
      await storage.transaction<AuditTables, void>((tx) =>
        recordEvent(events, tx, collector, {
          name: 'audit.sender.refused',
          subject: { kind: 'sender', id: plainAddress(address) },
          outcome: 'denied',
          data: { listener },
        }),
      );
    },
  };
}

type Subject = Pick<SourceRow, 'id' | 'title'>;
type AgentSender = { readonly fingerprint: string; readonly label: string };
type Assigned = { readonly kind: Sender['kind']; readonly value: string; readonly label: string };

function missingPull(): never {
  throw auditErrors['source-field']({ field: 'pull', reasonZh: '必须填写', reasonEn: 'is required' });
}

const before = (row: SourceRow): JsonObject => ({
  title: row.title,
  class: row.class,
  parsers: row.parsers,
  timeZone: row.time_zone,
  silenceMinutes: row.silence_minutes,
  ...(row.pull !== null && { pull: row.pull }),
});
