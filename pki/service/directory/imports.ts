import type { Static } from 'typebox';
import { type Actor, actorRef, authorise } from '#platform/kernel/actor.ts';
import { newId } from '#platform/kernel/ids.ts';
import type { Page } from '#platform/kernel/page.ts';
import { fromJsonText, toJsonText } from '#platform/storage/index.ts';
import { maxFileBytes, readCsvFile } from '../../core/directory/csv-file.ts';
import type { ImportKind } from '../../core/directory/import-columns.ts';
import { readText } from '../../core/directory/text.ts';
import { pkiErrors } from '../../errors.ts';
import type { PkiDeps } from '../../ports.ts';
import type { Import, ImportLine, ImportReport } from '../../schemas.ts';
import type { OrganisationRow } from '../../store/directory.ts';
import {
  findImport,
  type ImportLineRow,
  type ImportRow,
  importLines,
  insertImport,
  insertImportLines,
  listImportRows,
  updateImportCounts,
} from '../../store/imports.ts';
import type { PkiTables } from '../../store/tables.ts';
import { applyHolders, applyOrganisations, type Ground, type Outcome } from './import-apply.ts';
import { type HolderEntry, holderKindOf, type OrganisationEntry, readLines } from './import-read.ts';

type Deps = Pick<PkiDeps, 'storage' | 'events' | 'clock'>;
export type ImportView = Static<typeof Import>;
export type ImportReportView = Static<typeof ImportReport>;
export type ImportInput = {
  readonly kind: ImportKind;
  readonly fileName: string;
  /** Base64, or the bytes themselves. */
  readonly content: string | Buffer;
  readonly dryRun: boolean;
};

const chunkSize = 200;

/**
 * Imports a CSV file. Every good line is taken and every line is in the report, also of those that were
 * refused; lines are written in transactions of 200 with their part of the report, so that a crash
 * leaves whole chunks and importing again finishes the rest.
 * @throws common.forbidden, pki.import-…
 */
export async function importFile(deps: Deps, actor: Actor, input: ImportInput): Promise<ImportReportView> {
  authorise(actor, 'pki.directory.import');
  const fileName = readText('fileName', input.fileName.replace(/^.*[\\/]/, ''), 200);
  const file = readCsvFile(bytesOf(input.content));
  const { organisations, holders, refused } = readLines(input.kind, file);
  const record: ImportRow = {
    id: newId(),
    kind: input.kind,
    file_name: fileName,
    encoding: file.encoding,
    created_at: deps.clock.now().toISOString(),
    created_by: actor.name,
    created: 0,
    updated: 0,
    unchanged: 0,
    refused: 0,
  };
  const world = new Map<string, OrganisationRow>();
  const lines: ImportLineRow[] = [];
  const run = async (entries: readonly (OrganisationEntry | HolderEntry)[], ground: Ground) =>
    input.kind === 'organisations'
      ? applyOrganisations(ground, entries as OrganisationEntry[])
      : applyHolders(ground, holderKindOf[input.kind], entries as HolderEntry[]);
  const common = { deps, actor, importId: record.id, now: record.created_at, world };
  const entries = [...organisations, ...holders];
  for (const chunk of chunks(entries)) {
    if (input.dryRun) {
      const ground = { ...common, db: deps.storage.read<PkiTables>(), write: false };
      count(record, lines, await run(chunk.entries, ground));
      continue;
    }
    const part = await deps.storage.transaction<PkiTables, { counted: ImportRow; rows: ImportLineRow[] }>(
      async (tx) => {
        const outcomes = await run(chunk.entries, { ...common, db: tx, write: true });
        const counted = { ...record };
        const rows: ImportLineRow[] = [];
        count(counted, rows, chunk.last ? [...outcomes, ...refused] : outcomes);
        if (chunk.first) await insertImport(tx, counted);
        else await updateImportCounts(tx, counted);
        await insertImportLines(tx, rows);
        if (chunk.last) await deps.events.append(tx, finished(actor, counted));
        return { counted, rows };
      },
    );
    Object.assign(record, part.counted);
    lines.push(...part.rows);
  }
  if (input.dryRun) count(record, lines, refused);
  lines.sort((a, b) => a.line - b.line);
  return { import: view(record, input.dryRun), lines: lines.map(lineView) };
}

/** The imports that were done, the latest first. */
export async function listImports(
  deps: Deps,
  actor: Actor,
  { page = 1, pageSize = 20 }: { page?: number; pageSize?: number },
): Promise<Page<ImportView>> {
  authorise(actor, 'pki.directory.import');
  const { rows, total } = await listImportRows(
    deps.storage.read<PkiTables>(),
    pageSize,
    (page - 1) * pageSize,
  );
  return { items: rows.map((row) => view(row, false)), total, page, pageSize };
}

/** @throws pki.import-not-found */
export async function getImport(deps: Deps, actor: Actor, id: string): Promise<ImportReportView> {
  authorise(actor, 'pki.directory.import');
  const read = deps.storage.read<PkiTables>();
  const row = await findImport(read, id);
  if (row === undefined) throw pkiErrors['import-not-found']();
  return { import: view(row, false), lines: (await importLines(read, id)).map(lineView) };
}

function bytesOf(content: string | Buffer): Buffer {
  if (typeof content !== 'string') return content;
  // Longer text need not be decoded to know that it is too much.
  if (content.length > maxFileBytes * 1.4)
    throw pkiErrors['import-too-large']({ max: maxFileBytes / 1024 / 1024 });
  const bytes = Buffer.from(content, 'base64');
  if (bytes.toString('base64') !== content) throw pkiErrors['import-not-base64']({ field: 'content' });
  return bytes;
}

/** One empty chunk when there is nothing to take: the refused lines still want their record. */
function* chunks<T>(
  entries: readonly T[],
): Generator<{ entries: readonly T[]; first: boolean; last: boolean }> {
  for (let start = 0; start === 0 || start < entries.length; start += chunkSize) {
    const end = start + chunkSize;
    yield { entries: entries.slice(start, end), first: start === 0, last: end >= entries.length };
  }
}

function count(record: ImportRow, lines: ImportLineRow[], outcomes: readonly Outcome[]): void {
  for (const outcome of outcomes) {
    const { line, raw } = outcome;
    const common = { import_id: record.id, line, raw };
    if ('error' in outcome) {
      const { code, texts, details } = outcome.error;
      record.refused += 1;
      const message = toJsonText({ zh: texts.zh, en: texts.en });
      lines.push({ ...common, outcome: 'refused', code, field: details.field ?? null, message });
    } else {
      record[outcome.outcome] += 1;
      lines.push({ ...common, outcome: outcome.outcome, code: null, field: null, message: null });
    }
  }
}

function finished(actor: Actor, row: ImportRow) {
  const { kind, encoding, created, updated, unchanged, refused } = row;
  return {
    name: 'pki.import.finished' as const,
    actor: actorRef(actor),
    subject: { kind: 'import', id: row.id, label: row.file_name },
    outcome: 'success' as const,
    data: { kind, encoding, created, updated, unchanged, refused },
  };
}

function view(row: ImportRow, dryRun: boolean): ImportView {
  return {
    id: dryRun ? null : row.id,
    kind: row.kind as ImportKind,
    fileName: row.file_name,
    encoding: row.encoding as ImportView['encoding'],
    createdAt: row.created_at,
    createdBy: row.created_by,
    dryRun,
    created: row.created,
    updated: row.updated,
    unchanged: row.unchanged,
    refused: row.refused,
  };
}

function lineView(row: ImportLineRow): Static<typeof ImportLine> {
  return {
    line: row.line,
    outcome: row.outcome as Static<typeof ImportLine>['outcome'],
    code: row.code,
    field: row.field,
    message: row.message ? fromJsonText<{ zh: string; en: string }>(row.message) : null,
    raw: row.raw,
  };
}
