import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Static } from 'typebox';
import type { EventLog } from '#platform/events/index.ts';
import { type Actor, actorRef, authorise, systemActor } from '#platform/kernel/actor.ts';
import type { Clock } from '#platform/kernel/clock.ts';
import { newId } from '#platform/kernel/ids.ts';
import type { Page, PageQuery } from '#platform/kernel/page.ts';
import type { Log } from '#platform/log/index.ts';
import type { Storage } from '#platform/storage/index.ts';
import type { Mask } from '../../core/mask/document.ts';
import type { Query } from '../../core/query/ast.ts';
import type { EventDocument } from '../../core/record.ts';
import { auditErrors } from '../../errors.ts';
import { writeEvidenceFile } from '../../evidence/evidence-file.ts';
import { moveDurably } from '../../evidence/files.ts';
import type { DurableEvidenceLog } from '../../evidence/log.ts';
import type { Export, NewExport } from '../../schemas.ts';
import type { AuditTables } from '../../store/db.ts';
import {
  claimExport,
  countExportsUnderWay,
  type ExportRow,
  findExport,
  insertExport,
  isUnderWay,
  pageOfExports,
  updateExport,
} from '../../store/exports.ts';
import type { EventReader } from '../../stores/reader.ts';
import { createQueue } from '../queue.ts';
import type { ReadQuery } from '../read-query.ts';
import { readRange } from '../read-time.ts';
import { recordAlone, recordEvent } from '../record-event.ts';
import type { WriteOut } from '../search/named.ts';

export type ExportView = Static<typeof Export>;

const exporter = systemActor('audit.export', []);
/** A court gets what it asked for, not a copy of the log. */
const mostRecords = 100_000;
const mostWaiting = 20;
const pageSize = 1_000;
/** Records whose proofs are made together. */
const provenAtOnce = 500;
const progressEvery = 2_000;

/**
 * Evidence files: asked for by an officer, made one after the other by the process that holds the log,
 * each sealed by the log's key. What was asked for and by whom stays on record.
 */
export function createExports(deps: {
  readonly storage: Storage;
  readonly events: EventLog;
  readonly clock: Clock;
  readonly log: Log;
  readonly folder: string;
  readonly evidence: () => DurableEvidenceLog;
  readonly reader: () => EventReader;
  readonly mask: Mask;
  readonly readQuery: ReadQuery;
  readonly writeOut: WriteOut;
}) {
  const { storage, events, clock, log, folder, evidence, reader, mask } = deps;
  const shown = (row: ExportRow) => viewOf(row, (text) => mask.text(text, 'message'));
  const read = () => storage.read<AuditTables>();
  const fileOf = (id: string) => join(folder, `${id}.anmin-evidence.jsonl`);
  /** A file shows records as they came, so it takes what seeing them unmasked takes. */
  function authoriseRaw(actor: Actor): void {
    authorise(actor, 'audit.events.export');
    authorise(actor, 'audit.events.unmask');
  }
  const find = async (id: string): Promise<ExportRow> => {
    const row = await findExport(read(), id);
    if (row === undefined) throw auditErrors['export-unknown']();
    return row;
  };

  const update = (id: string, state: 'waiting' | 'running', values: Partial<ExportRow>) =>
    storage.transaction<AuditTables, void>((tx) => updateExport(tx, id, state, values));

  async function* matching(query: Query, range: { from: number; to: number }, signal: AbortSignal) {
    let cursor: string | undefined;
    let count = 0;
    do {
      const page = await reader().search(
        query,
        { ...range, limit: pageSize, order: 'oldest', cursor },
        signal,
      );
      for (const document of page.items) {
        if (++count > mostRecords) throw auditErrors['export-too-large']({ limit: mostRecords });
        yield document;
      }
      cursor = page.cursor ?? undefined;
    } while (cursor !== undefined);
  }

  async function* proven(documents: AsyncIterable<EventDocument>, onProgress: (count: number) => void) {
    let batch: EventDocument[] = [];
    let count = 0;
    const flush = async function* () {
      const fields = new Map(batch.map(({ index, fields: own }) => [index, own]));
      for await (const record of evidence().prove(batch.map(({ index }) => index)))
        yield { record, ecs: fields.get(record.index) ?? null };
      count += batch.length;
      onProgress(count);
      batch = [];
    };
    for await (const document of documents) {
      batch.push(document);
      if (batch.length >= provenAtOnce) yield* flush();
    }
    if (batch.length > 0) yield* flush();
  }

  async function make(row: ExportRow, signal: AbortSignal): Promise<void> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = fileOf(row.id);
    const part = `${path}.part`;
    const query = deps.readQuery(row.query, Date.parse(row.created_at));
    const { span: range } = readRange({ from: row.range_from, to: row.range_to });
    let told = 0;
    const items = proven(matching(query, range, signal), (count) => {
      if (count - told < progressEvery) return;
      told = count;
      update(row.id, 'running', { records: count }).catch(() => {});
    });
    const about = { createdAt: clock.now(), about: `${row.title}：${row.query || '*'}` };
    const digest = createHash('sha256');
    let records: number;
    try {
      const file = createWriteStream(part, { mode: 0o600 });
      records = await writeEvidenceFile(file, evidence(), about, items);
      await pipeline(createReadStream(part), digest);
      await moveDurably(part, path);
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
    const { size: bytes } = await stat(path);
    const done = {
      state: 'done',
      records,
      bytes,
      sha256: digest.digest('hex'),
      finished_at: clock.now().toISOString(),
    };
    await storage.transaction<AuditTables, void>(async (tx) => {
      await updateExport(tx, row.id, 'running', done);
      await recordEvent(events, tx, exporter, {
        name: 'audit.evidence.exported',
        subject: { kind: 'export', id: row.id, label: row.title },
        data: {
          for: row.created_by_name,
          query: row.query,
          records,
          sha256: done.sha256,
          reason: row.reason,
        },
      });
    });
  }

  const queue = createQueue<ExportRow>({
    name: 'export',
    log,
    claim: () => storage.transaction<AuditTables, ExportRow | undefined>(claimExport),
    make,
    giveUp: ({ id }, error) =>
      update(id, 'running', {
        state: error === null ? 'cancelled' : 'failed',
        error,
        finished_at: clock.now().toISOString(),
      }),
  });

  return {
    /** Makes what waits; a job of the process that holds the log. */
    work: queue.work,
    /** Leaves what is under way to the next start. */
    stop: queue.stop,

    async list(actor: Actor, page: PageQuery): Promise<Page<ExportView>> {
      authorise(actor, 'audit.events.export');
      return pageOfExports(read(), page, shown);
    },

    async get(actor: Actor, id: string): Promise<ExportView> {
      authorise(actor, 'audit.events.export');
      return shown(await find(id));
    },

    /**
     * Asks for an export.
     * @throws audit.export-too-many, audit.range-empty, audit.time-unreadable, audit.saved-search-gone,
     * audit.saved-search-nested, the errors of a query
     */
    async create(actor: Actor, input: Static<typeof NewExport>): Promise<ExportView> {
      authoriseRaw(actor);
      const { id: by, name } = actorRef(actor);
      deps.readQuery(input.query);
      // The file is made later, when a kept search may be gone.
      const query = await deps.writeOut(actor, input.query);
      deps.readQuery(query);
      const { from, to } = readRange(input);
      const row: ExportRow = {
        id: newId(),
        title: input.title,
        query,
        range_from: from,
        range_to: to,
        reason: input.reason,
        state: 'waiting',
        records: 0,
        bytes: 0,
        sha256: null,
        error: null,
        created_at: clock.now().toISOString(),
        created_by: by,
        created_by_name: name,
        finished_at: null,
      };
      await storage.transaction<AuditTables, void>(async (tx) => {
        if ((await countExportsUnderWay(tx)) >= mostWaiting)
          throw auditErrors['export-too-many']({ limit: mostWaiting });
        await insertExport(tx, row);
        await recordEvent(events, tx, actor, {
          name: 'audit.export.asked',
          subject: { kind: 'export', id: row.id, label: row.title },
          data: { query: row.query, from: row.range_from, to: row.range_to, reason: row.reason },
        });
      });
      return shown(row);
    },

    /**
     * Ends one's own, or that of another for who may; one that has ended stays as it is.
     * @throws audit.export-unknown, common.forbidden
     */
    async cancel(actor: Actor, id: string): Promise<void> {
      authorise(actor, 'audit.events.export');
      const { created_by: owner } = await find(id);
      if (owner !== actorRef(actor).id) authorise(actor, 'audit.exports.cancel');
      await storage.transaction<AuditTables, void>(async (tx) => {
        const row = await findExport(tx, id);
        if (row === undefined || !isUnderWay(row)) return;
        if (row.state === 'waiting')
          await updateExport(tx, id, 'waiting', {
            state: 'cancelled',
            finished_at: clock.now().toISOString(),
          });
        await recordEvent(events, tx, actor, {
          name: 'audit.export.cancelled',
          subject: { kind: 'export', id, label: row.title },
          data: { for: row.created_by_name },
        });
      });
      await queue.cancel(id);
    },

    /** The finished file; that it was taken is recorded. @throws audit.export-unknown, audit.export-not-done */
    async open(
      actor: Actor,
      id: string,
    ): Promise<{ stream: NodeJS.ReadableStream; bytes: number; name: string }> {
      authoriseRaw(actor);
      const row = await find(id);
      if (row.state !== 'done') throw auditErrors['export-not-done']();
      const { size } = await stat(fileOf(id));
      await recordAlone(deps, actor, {
        name: 'audit.export.taken',
        subject: { kind: 'export', id, label: row.title },
      });
      return { stream: createReadStream(fileOf(id)), bytes: size, name: `${id}.anmin-evidence.jsonl` };
    },
  };
}

/** @param show how a text that people wrote is shown: it may name whom the export is about */
function viewOf(row: ExportRow, show: (text: string) => string): ExportView {
  return {
    id: row.id,
    title: show(row.title),
    query: show(row.query),
    from: row.range_from,
    to: row.range_to,
    reason: show(row.reason),
    state: row.state as ExportView['state'],
    records: Number(row.records),
    bytes: Number(row.bytes),
    sha256: row.sha256,
    error: row.error,
    createdAt: row.created_at,
    createdBy: row.created_by_name,
    finishedAt: row.finished_at,
  };
}
