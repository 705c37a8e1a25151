import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Static } from 'typebox';
import type { EventLog } from '#platform/events/index.ts';
import { type Actor, actorRef, authorise, systemActor } from '#platform/kernel/actor.ts';
import { newId } from '#platform/kernel/ids.ts';
import type { Page, PageQuery } from '#platform/kernel/page.ts';
import type { Log } from '#platform/log/index.ts';
import type { ReportDocument } from '../../core/report/document.ts';
import { reportHtml } from '../../core/report/html.ts';
import { localText, monthAt, monthBefore, periodOf } from '../../core/report/month.ts';
import { reportDocument } from '../../core/report/sections.ts';
import { auditErrors } from '../../errors.ts';
import { moveDurably } from '../../evidence/files.ts';
import type { NewReport, Report } from '../../schemas.ts';
import type { AuditTables } from '../../store/db.ts';
import {
  claimReport,
  findReport,
  hasAutomaticReport,
  insertReport,
  isReportUnderWay,
  pageOfReports,
  type ReportRow,
  updateReport,
} from '../../store/reports.ts';
import { createQueue } from '../queue.ts';
import { recordAlone, recordEvent } from '../record-event.ts';
import { collectFigures, type FigureDeps } from './figures.ts';

export type ReportFormat = 'html' | 'pdf';

export type ReportView = Static<typeof Report>;

const reporter = systemActor('audit.report', []);
const byItself = '系统自动';
/** Agents that were away bring the last records of a month in the first hour of the next. */
const graceHours = 1;
/** A store that is busy or away for a moment does not cost the month its report. */
const attempts = 3;
const pauseMs = 5_000;

/**
 * Monthly reports: made by themselves at the beginning of the next month and when somebody asks, one after
 * the other, by the process that holds the log. Who asked for, read and took them stays on record.
 */
export function createReports(
  deps: Omit<FigureDeps, 'events'> & {
    readonly events: EventLog & FigureDeps['events'];
    readonly log: Log;
    readonly folder: string;
    readonly renderPdf: (job: { report: ReportDocument; madeAt: number }) => Promise<Buffer>;
  },
) {
  const { storage, events, clock, log, folder, timeZone } = deps;
  const read = () => storage.read<AuditTables>();
  const fileOf = (id: string, format: ReportFormat) => join(folder, `${id}.${format}`);
  let asked: string | undefined;

  const find = async (id: string): Promise<ReportRow> => {
    const row = await findReport(read(), id);
    if (row === undefined) throw auditErrors['report-unknown']();
    return row;
  };

  const update = (id: string, values: Partial<ReportRow>) =>
    storage.transaction<AuditTables, void>((tx) => updateReport(tx, id, values));

  async function keep(id: string, format: ReportFormat, bytes: Buffer): Promise<string> {
    const part = `${fileOf(id, format)}.part`;
    try {
      await writeFile(part, bytes, { mode: 0o600 });
      await moveDurably(part, fileOf(id, format));
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
    return createHash('sha256').update(bytes).digest('hex');
  }

  async function make(row: ReportRow, signal: AbortSignal): Promise<void> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const onProgress = (progress: number) => void update(row.id, { progress }).catch(() => {});
    const figures = await collectFigures(
      deps,
      { month: row.month, madeBy: row.created_by_name },
      onProgress,
      signal,
    );
    const report = reportDocument(figures);
    const html = Buffer.from(reportHtml(report), 'utf8');
    const pdf = await deps.renderPdf({ report, madeAt: figures.madeAt });
    signal.throwIfAborted();
    const done = {
      state: 'done',
      progress: 100,
      html_bytes: html.length,
      html_sha256: await keep(row.id, 'html', html),
      pdf_bytes: pdf.length,
      pdf_sha256: await keep(row.id, 'pdf', pdf),
      finished_at: clock.now().toISOString(),
    };
    await storage.transaction<AuditTables, void>(async (tx) => {
      await updateReport(tx, row.id, done);
      await recordEvent(events, tx, reporter, {
        name: 'audit.report.made',
        subject: { kind: 'report', id: row.id, label: row.month },
        data: {
          month: row.month,
          for: row.created_by_name,
          htmlSha256: done.html_sha256,
          pdfSha256: done.pdf_sha256,
          evidenceSound: figures.evidence.verification?.ok ?? null,
        },
      });
    });
  }

  async function makeAtLast(row: ReportRow, signal: AbortSignal): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await make(row, signal);
      } catch (error) {
        if (signal.aborted || attempt === attempts) throw error;
        log.warn({ report: row.id, attempt, err: error }, 'making a report is tried again');
        await wait(pauseMs, undefined, { signal });
      }
    }
  }

  const queue = createQueue<ReportRow>({
    name: 'report',
    log,
    claim: () => storage.transaction<AuditTables, ReportRow | undefined>(claimReport),
    make: makeAtLast,
    giveUp: ({ id }, error) => update(id, { state: 'failed', error, finished_at: clock.now().toISOString() }),
  });

  function newRow(month: string, automatic: boolean, by: { id: string; name: string }): ReportRow {
    return {
      id: newId(),
      month,
      automatic: automatic ? 1 : 0,
      state: 'waiting',
      progress: 0,
      html_bytes: 0,
      html_sha256: null,
      pdf_bytes: 0,
      pdf_sha256: null,
      error: null,
      created_at: clock.now().toISOString(),
      created_by: by.id,
      created_by_name: by.name,
      finished_at: null,
    };
  }

  /** Asks for the month before, once, from the first hours of a month on; not for one without any record. */
  async function askForLastMonth(): Promise<void> {
    const now = clock.now().getTime();
    const month = monthBefore(monthAt(now, timeZone));
    const { to } = periodOf(month, timeZone);
    if (asked === month || now < to + graceHours * 3_600_000) return;
    const evidence = deps.evidence();
    const [oldest] = await evidence.read(evidence.firstKept(), 1);
    if (oldest === undefined || oldest.receivedAt >= to) return;
    await storage.transaction<AuditTables, void>(async (tx) => {
      if (await hasAutomaticReport(tx, month)) return;
      const row = newRow(month, true, { id: reporter.name, name: byItself });
      await insertReport(tx, row);
    });
    asked = month;
  }

  return {
    /** Asks for what is due and makes what waits; a job of the process that holds the log. */
    async work(signal: AbortSignal): Promise<void> {
      await askForLastMonth();
      await queue.work(signal);
    },
    /** Leaves what is under way to the next start. */
    stop: queue.stop,

    async list(actor: Actor, page: PageQuery): Promise<Page<ReportView>> {
      authorise(actor, 'audit.reports.read');
      return pageOfReports(read(), page, viewOf);
    },

    async get(actor: Actor, id: string): Promise<ReportView> {
      authorise(actor, 'audit.reports.read');
      return viewOf(await find(id));
    },

    /** Asks for the report of a month, also one that has none yet to its end. @throws audit.report-month, audit.report-waiting */
    async create(actor: Actor, { month }: Static<typeof NewReport>): Promise<ReportView> {
      authorise(actor, 'audit.reports.read');
      if (month > monthAt(clock.now().getTime(), timeZone))
        throw auditErrors['report-month']({ field: 'month' });
      const { id, name } = actorRef(actor);
      const row = newRow(month, false, { id, name });
      await storage.transaction<AuditTables, void>(async (tx) => {
        if (await isReportUnderWay(tx, month)) throw auditErrors['report-waiting']({ month });
        await insertReport(tx, row);
        await recordEvent(events, tx, actor, {
          name: 'audit.report.asked',
          subject: { kind: 'report', id: row.id, label: month },
        });
      });
      return viewOf(row);
    },

    /** The finished file; that it was taken is recorded. @throws audit.report-unknown, audit.report-not-done */
    async open(
      actor: Actor,
      id: string,
      format: ReportFormat,
    ): Promise<{ stream: NodeJS.ReadableStream; bytes: number; name: string }> {
      authorise(actor, 'audit.reports.read');
      const row = await find(id);
      if (row.state !== 'done') throw auditErrors['report-not-done']();
      const { size } = await stat(fileOf(id, format));
      await recordAlone(deps, actor, {
        name: 'audit.report.taken',
        subject: { kind: 'report', id, label: row.month },
        data: { format },
      });
      const made = localText(Date.parse(row.finished_at!), timeZone).slice(0, 10);
      const name = `anmin-audit-report-${row.month}-made-${made}.${format}`;
      return { stream: createReadStream(fileOf(id, format)), bytes: size, name };
    },
  };
}

function viewOf(row: ReportRow): ReportView {
  const file = (bytes: number, sha256: string | null) =>
    sha256 === null ? null : { bytes: Number(bytes), sha256 };
  return {
    id: row.id,
    month: row.month,
    automatic: row.automatic === 1,
    state: row.state as ReportView['state'],
    progress: row.progress,
    html: file(row.html_bytes, row.html_sha256),
    pdf: file(row.pdf_bytes, row.pdf_sha256),
    error: row.error,
    createdAt: row.created_at,
    createdBy: row.created_by_name,
    finishedAt: row.finished_at,
  };
}
